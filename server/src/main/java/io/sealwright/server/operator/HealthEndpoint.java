package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.auditing.Auditing;
import io.sealwright.server.config.HealthSettings;
import io.sealwright.server.config.Version;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/health}: 200 only where a request would be answered: unsealed, in contact with a
 * quorum, caught up, and able to audit. The query may choose other codes, as with Vault.
 */
@Component
final class HealthEndpoint implements DirectEndpoint {
    private final RaftStore store;
    private final Barrier barrier;
    private final Unsealing unsealing;
    private final Auditing auditing;
    private final HealthSettings settings;
    private final Draining draining;
    private final InstantSource clock;

    HealthEndpoint(
            RaftStore store,
            Barrier barrier,
            Unsealing unsealing,
            Auditing auditing,
            HealthSettings settings,
            Draining draining,
            InstantSource clock) {
        this.store = store;
        this.barrier = barrier;
        this.unsealing = unsealing;
        this.auditing = auditing;
        this.settings = settings;
        this.draining = draining;
        this.clock = clock;
    }

    @Override
    public Set<String> paths() {
        return Set.of("sys/health");
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.READ);
    }

    @Override
    public boolean reserved() {
        return true;
    }

    @Override
    public List<Field> fields(String path) {
        return List.of(
                Field.of(
                        "standbyok",
                        FieldType.BOOL,
                        "Whether a standby answers as the leader does."),
                Field.of("activecode", FieldType.INT, "The status in place of 200."),
                Field.of("standbycode", FieldType.INT, "The status in place of 429."),
                Field.of("sealedcode", FieldType.INT, "The status in place of 503."),
                Field.of("uninitcode", FieldType.INT, "The status in place of 501."));
    }

    @Override
    public DirectAnswer handle(Request request) {
        boolean initialised = unsealing.initialised();
        boolean sealed = barrier.sealed();
        ClusterStatus cluster = store.status();
        String trouble = trouble(initialised, sealed, cluster);
        ObjectNode query = request.body().object();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("initialized", initialised);
        body.put("sealed", sealed);
        body.put("standby", sealed || !cluster.leading());
        body.put("performance_standby", false);
        body.put("replication_performance_mode", "disabled");
        body.put("replication_dr_mode", "disabled");
        body.put("server_time_utc", clock.instant().getEpochSecond());
        body.put("version", Version.API);
        if (initialised && !sealed) {
            body.put("cluster_name", ClusterName.of(cluster.clusterId()));
            body.put("cluster_id", cluster.clusterId());
        }
        if (!trouble.isEmpty()) {
            body.put("reason", trouble);
        }
        List<String> failing = auditing.failing();
        if (!failing.isEmpty()) {
            ArrayNode names = body.putArray("audit_devices_failing");
            failing.forEach(names::add);
        }
        return new DirectAnswer(code(initialised, sealed, trouble, cluster, query), body, Map.of());
    }

    private String trouble(boolean initialised, boolean sealed, ClusterStatus cluster) {
        if (!initialised || sealed) {
            return initialised ? "sealed" : "not initialised";
        }
        if (draining.active()) {
            return "draining: this node is stopping";
        }
        if (cluster.clockOff()) {
            return "this node's clock differs from the other members'";
        }
        if (!cluster.quorum()) {
            return "no contact with a majority of the members";
        }
        if (!cluster.caughtUp()) {
            return "catching up with the leader";
        }
        return auditing.healthy() ? "" : "no audit device accepts entries";
    }

    private int code(
            boolean initialised,
            boolean sealed,
            String trouble,
            ClusterStatus cluster,
            ObjectNode query) {
        if (!initialised) {
            return chosen(query, "uninitcode", 501);
        }
        if (sealed) {
            return chosen(query, "sealedcode", 503);
        }
        if (!trouble.isEmpty()) {
            return 503;
        }
        if (cluster.leading() || !settings.standbyCodes() && !query.has("standbycode")) {
            return chosen(query, "activecode", 200);
        }
        boolean standbyOk =
                query.has("standbyok") && !query.path("standbyok").asString("").equals("false");
        return standbyOk ? chosen(query, "activecode", 200) : chosen(query, "standbycode", 429);
    }

    private static int chosen(ObjectNode query, String name, int otherwise) {
        if (!query.has(name)) {
            return otherwise;
        }
        int code = query.path(name).asInt(0);
        if (code < 200 || code > 599) {
            throw RequestFailure.invalid(
                    "invalid " + name + ": a status between 200 and 599 is expected");
        }
        return code;
    }
}
