package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.Version;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.storage.MemberReport;
import io.sealwright.storage.RaftStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/storage/raft/autopilot}: how the members are, and how they are looked after. */
@Component
final class AutopilotRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final RaftStore store;
    private final Autopilot autopilot;

    AutopilotRoutes(RaftStore store, Autopilot autopilot) {
        this.store = store;
        this.autopilot = autopilot;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("storage/raft/autopilot/state", "How the members are.")
                        .on(Operation.READ, this::state)
                        .build(),
                Route.at("storage/raft/autopilot/configuration", "How members are looked after.")
                        .field(
                                "cleanup_dead_servers",
                                FieldType.BOOL,
                                "Whether the leader removes dead members; min_quorum is needed.")
                        .field(
                                "dead_server_last_contact_threshold",
                                FieldType.DURATION,
                                "Silence after which a member is dead; at least 1m for a clean-up.")
                        .field(
                                "last_contact_threshold",
                                FieldType.DURATION,
                                "Beyond it a member is not healthy.")
                        .field(
                                "max_trailing_logs",
                                FieldType.INT,
                                "Beyond it a member is not healthy.")
                        .field(
                                "min_quorum",
                                FieldType.INT,
                                "Voters that a clean-up leaves; at least 3 for one.")
                        .field(
                                "server_stabilization_time",
                                FieldType.DURATION,
                                "For how long a new member has to answer before it may vote.")
                        .field(
                                "dr_operation_token",
                                FieldType.STRING,
                                "Kept for clients that send it.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .build());
    }

    private Response read(Call call) {
        Autopilot.Config config = autopilot.config(call.transaction());
        ObjectNode data = JSON.objectNode();
        data.put("cleanup_dead_servers", config.cleanupDeadServers());
        data.put("dead_server_last_contact_threshold", text(config.deadServerMillis()));
        data.put("last_contact_threshold", text(config.lastContactMillis()));
        data.put("max_trailing_logs", config.maxTrailingLogs());
        data.put("min_quorum", config.minQuorum());
        data.put("server_stabilization_time", text(config.stabilizationMillis()));
        return Response.of(data);
    }

    private Response write(Call call) {
        Autopilot.Config old = autopilot.config(call.transaction());
        autopilot.configure(
                call.transaction(),
                new Autopilot.Config(
                        call.bool("cleanup_dead_servers", old.cleanupDeadServers()),
                        millis(call, "dead_server_last_contact_threshold", old.deadServerMillis()),
                        millis(call, "last_contact_threshold", old.lastContactMillis()),
                        call.integer("max_trailing_logs", old.maxTrailingLogs()),
                        call.integer("min_quorum", old.minQuorum()),
                        millis(call, "server_stabilization_time", old.stabilizationMillis())));
        return Response.empty();
    }

    private static long millis(Call call, String name, long otherwise) {
        return call.duration(name, Duration.ofMillis(otherwise)).toMillis();
    }

    private static String text(long millis) {
        return Durations.format(Duration.ofMillis(millis));
    }

    private Response state(Call call) {
        List<MemberReport> members = store.report(call.request().deadline());
        long voters = members.stream().filter(MemberReport::voter).count();
        long healthy = members.stream().filter(one -> one.voter() && one.healthy()).count();
        ObjectNode data = JSON.objectNode();
        data.put("healthy", members.stream().allMatch(MemberReport::healthy));
        data.put("failure_tolerance", Math.max(0, healthy - (voters / 2 + 1)));
        data.put(
                "leader",
                members.stream()
                        .filter(MemberReport::leader)
                        .map(MemberReport::nodeId)
                        .findFirst()
                        .orElse(""));
        names(data, "voters", members, MemberReport::voter);
        names(data, "non_voters", members, one -> !one.voter());
        ObjectNode servers = data.putObject("servers");
        members.forEach(member -> servers.set(member.nodeId(), server(member)));
        return Response.of(data);
    }

    private static void names(
            ObjectNode data, String name, List<MemberReport> members, Predicate<MemberReport> in) {
        ArrayNode names = JSON.arrayNode();
        members.stream().filter(in).forEach(member -> names.add(member.nodeId()));
        if (!names.isEmpty()) {
            data.set(name, names);
        }
    }

    private ObjectNode server(MemberReport member) {
        ObjectNode json = JSON.objectNode();
        json.put("id", member.nodeId());
        json.put("name", member.nodeId());
        json.put("address", member.clusterAddress());
        json.put("node_status", member.alive() ? "alive" : "failed");
        json.put("last_contact", Durations.format(member.lastContact()));
        json.put("last_term", member.term());
        json.put("last_index", member.index());
        json.put("healthy", member.healthy());
        if (member.healthy()) {
            json.put("stable_since", member.stableSince().toString());
        }
        json.put("status", member.leader() ? "leader" : member.voter() ? "voter" : "non-voter");
        // What the others run is not known here.
        if (member.nodeId().equals(store.nodeId())) {
            json.put("version", Version.API);
        }
        json.put("node_type", member.voter() ? "voter" : "non-voter");
        return json;
    }
}
