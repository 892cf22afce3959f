package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/storage/raft/autopilot/configuration}: kept for the tools that write it. A member
 * becomes a voter when it has caught up, whatever this says, and dead members are not removed by
 * themselves; the answer to a write says so.
 */
@Component
final class AutopilotRoutes implements SysRoutes {
    private static final byte[] ID = "autopilot".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);
    private static final long LEAST_DEAD_SECONDS = 60;

    /** Defaults are the peer's. */
    private record Config(
            long deadServerSeconds,
            long lastContactMillis,
            long maxTrailingLogs,
            long minQuorum,
            long stabilizationMillis) {
        static final Config DEFAULT =
                new Config(Duration.ofHours(24).toSeconds(), 10_000, 1_000, 0, 10_000);
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("storage/raft/autopilot/configuration", "How members are looked after.")
                        .field(
                                "cleanup_dead_servers",
                                FieldType.BOOL,
                                "Only false: members are removed by remove-peer.")
                        .field(
                                "dead_server_last_contact_threshold",
                                FieldType.DURATION,
                                "At least 1m.")
                        .field(
                                "last_contact_threshold",
                                FieldType.DURATION,
                                "Beyond it a member is not healthy.")
                        .field(
                                "max_trailing_logs",
                                FieldType.INT,
                                "Beyond it a member is not healthy.")
                        .field("min_quorum", FieldType.INT, "Members that are never removed.")
                        .field(
                                "server_stabilization_time",
                                FieldType.DURATION,
                                "Before a member votes.")
                        .field(
                                "dr_operation_token",
                                FieldType.STRING,
                                "Kept for clients that send it.")
                        .on(Operation.READ, AutopilotRoutes::read)
                        .on(Operation.UPDATE, AutopilotRoutes::write)
                        .build());
    }

    private static Config config(Transaction transaction) {
        Record stored = transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).get(ID);
        return stored == null ? Config.DEFAULT : CODEC.decode(stored.value());
    }

    private static Response read(Call call) {
        Config config = config(call.transaction());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("cleanup_dead_servers", false);
        data.put(
                "dead_server_last_contact_threshold",
                Durations.format(Duration.ofSeconds(config.deadServerSeconds())));
        data.put(
                "last_contact_threshold",
                Durations.format(Duration.ofMillis(config.lastContactMillis())));
        data.put("max_trailing_logs", config.maxTrailingLogs());
        data.put("min_quorum", config.minQuorum());
        data.put(
                "server_stabilization_time",
                Durations.format(Duration.ofMillis(config.stabilizationMillis())));
        return Response.of(data);
    }

    private static Response write(Call call) {
        if (call.bool("cleanup_dead_servers", false)) {
            throw RequestFailure.invalid(
                    "cleanup_dead_servers is not available: take a dead member out by remove-peer");
        }
        Config old = config(call.transaction());
        Config changed =
                new Config(
                        call.duration(
                                        "dead_server_last_contact_threshold",
                                        Duration.ofSeconds(old.deadServerSeconds()))
                                .toSeconds(),
                        call.duration(
                                        "last_contact_threshold",
                                        Duration.ofMillis(old.lastContactMillis()))
                                .toMillis(),
                        call.integer("max_trailing_logs", old.maxTrailingLogs()),
                        call.integer("min_quorum", old.minQuorum()),
                        call.duration(
                                        "server_stabilization_time",
                                        Duration.ofMillis(old.stabilizationMillis()))
                                .toMillis());
        if (changed.deadServerSeconds() < LEAST_DEAD_SECONDS) {
            throw RequestFailure.invalid(
                    "dead_server_last_contact_threshold should not be set to less than 1m");
        }
        if (changed.maxTrailingLogs() < 0 || changed.minQuorum() < 0) {
            throw RequestFailure.invalid("max_trailing_logs and min_quorum are not negative");
        }
        call.transaction()
                .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                .put(ID, CODEC.encode(changed));
        return Response.empty()
                .withWarning(
                        "kept, without effect: members vote once they have caught up, and are removed by remove-peer only");
    }
}
