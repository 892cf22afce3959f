package io.sealwright.server.operator;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sealwright.policy.Operation;
import io.sealwright.server.config.Version;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RawBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.TermInfo;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/key-status}, {@code sys/rotate}, {@code sys/seal}, {@code sys/step-down} and what
 * tells how the node is.
 */
@Component
final class KeyRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RaftStore store;
    private final Barrier barrier;
    private final KeyRotation rotation;
    private final OncePerRequest once;
    // Asked late: unsealing knows all duties, and some of those know the routes.
    private final ObjectProvider<Unsealing> unsealing;
    private final PrometheusMeterRegistry metrics;

    KeyRoutes(
            RaftStore store,
            Barrier barrier,
            KeyRotation rotation,
            OncePerRequest once,
            ObjectProvider<Unsealing> unsealing,
            PrometheusMeterRegistry metrics) {
        this.store = store;
        this.barrier = barrier;
        this.rotation = rotation;
        this.once = once;
        this.unsealing = unsealing;
        this.metrics = metrics;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("key-status", "The active term of the keyring.")
                        .on(Operation.READ, this::keyStatus)
                        .build(),
                rotate("rotate"),
                rotate("rotate/keyring"),
                config("rotate/config"),
                config("rotate/keyring/config"),
                Route.at("seal", "Seals this node.")
                        .on(Operation.UPDATE, this::seal)
                        .sudo(Operation.UPDATE, Operation.CREATE)
                        .build(),
                Route.at("step-down", "Hands leadership over.")
                        .on(Operation.UPDATE, once.of(this::stepDown))
                        .sudo(Operation.UPDATE, Operation.CREATE)
                        .build(),
                Route.at("ha-status", "The members, and which one leads.")
                        .on(Operation.READ, this::haStatus)
                        .build(),
                Route.at("host-info", "The machine under this node.")
                        .on(Operation.READ, this::hostInfo)
                        .build(),
                Route.at("metrics", "Metrics of this node, in Prometheus' text form.")
                        .field("format", FieldType.STRING, "prometheus")
                        .on(Operation.READ, this::metrics)
                        .build());
    }

    private Route rotate(String pattern) {
        return Route.at(
                        pattern,
                        "Adds a term to the keyring; what is written from now on is sealed with it.")
                .on(Operation.UPDATE, once.of(this::rotate))
                .sudo(Operation.UPDATE, Operation.CREATE)
                .build();
    }

    private Route config(String pattern) {
        return Route.at(pattern, "When the keyring is rotated by itself.")
                .field("enabled", FieldType.BOOL, "Whether it is.")
                .field(
                        "interval",
                        FieldType.DURATION,
                        "After this time; 0 = never, else at least 24h.")
                .field("max_operations", FieldType.INT, "After so many encryptions.")
                .on(Operation.READ, this::readConfig)
                .on(Operation.UPDATE, this::writeConfig)
                .build();
    }

    private Response keyStatus(Call call) {
        TermInfo term = barrier.termInfo();
        return Response.of(
                JSON.objectNode()
                        .put("encryptions", term.encryptions())
                        .put("install_time", term.installedAt().toString())
                        .put("term", term.term()));
    }

    /** The rotation is a commit of its own: the keyring is not a record of this transaction. */
    private Response rotate(Call call) {
        barrier.rotate(call.request().deadline());
        return Response.empty();
    }

    private Response readConfig(Call call) {
        KeyRotation.Config config = rotation.config(call.transaction());
        ObjectNode data = JSON.objectNode().put("enabled", config.enabled());
        if (config.intervalSeconds() == 0) {
            data.put("interval", 0);
        } else {
            data.put("interval", config.intervalText());
        }
        return Response.of(data.put("max_operations", config.maxOperations()));
    }

    private Response writeConfig(Call call) {
        KeyRotation.Config old = rotation.config(call.transaction());
        rotation.configure(
                call.transaction(),
                new KeyRotation.Config(
                        call.bool("enabled", old.enabled()),
                        call.duration("interval", Duration.ofSeconds(old.intervalSeconds()))
                                .toSeconds(),
                        call.integer("max_operations", old.maxOperations())));
        return Response.empty();
    }

    /**
     * A raw body is written once the audit lines are durable: only then may the audit log close.
     */
    private Response seal(Call call) {
        return Response.raw(new RawBody("application/json", out -> unsealing.getObject().seal()))
                .withStatus(204);
    }

    private Response stepDown(Call call) {
        ClusterStatus cluster = store.status();
        long voters = cluster.members().stream().filter(ClusterStatus.Member::voter).count();
        if (voters > 1) {
            store.membership().transferLeadership(null, call.request().deadline());
        }
        return Response.empty();
    }

    private Response haStatus(Call call) {
        ClusterStatus cluster = store.status();
        ObjectNode data = JSON.objectNode();
        ArrayNode nodes = data.putArray("nodes");
        for (ClusterStatus.Member member : cluster.members()) {
            ObjectNode node = nodes.addObject();
            node.put("hostname", member.nodeId());
            node.put("api_address", member.apiAddress());
            node.put("cluster_address", "https://" + member.clusterAddress());
            node.put("active_node", member.nodeId().equals(cluster.leader()));
            node.putNull("last_echo");
            node.put("version", Version.API);
        }
        return Response.of(data);
    }

    private Response hostInfo(Call call) {
        ObjectNode data = JSON.objectNode();
        data.put("timestamp", call.now().toString());
        data.putObject("host")
                .put("os", System.getProperty("os.name"))
                .put("kernelVersion", System.getProperty("os.version"))
                .put("kernelArch", System.getProperty("os.arch"))
                .put("uptime", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
        Runtime runtime = Runtime.getRuntime();
        data.putObject("memory")
                .put("total", runtime.maxMemory())
                .put("used", runtime.totalMemory() - runtime.freeMemory());
        data.putArray("cpu").addObject().put("cores", runtime.availableProcessors());
        return Response.of(data);
    }

    private Response metrics(Call call) {
        String format = call.string("format", "prometheus");
        if (!format.equals("prometheus")) {
            throw RequestFailure.invalid("metrics come in one format: format=prometheus");
        }
        byte[] text = metrics.scrape().getBytes(StandardCharsets.UTF_8);
        return Response.raw(
                new RawBody("text/plain; version=0.0.4; charset=utf-8", out -> out.write(text)));
    }
}
