package io.sealwright.server.snapshots;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import io.sealwright.storage.RaftStore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/storage/raft/snapshot-auto}: schedules and what became of them. */
@Component
final class SnapshotRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ROOT = "storage/raft/snapshot-auto/";

    private static final List<Field> FIELDS =
            List.of(
                    Field.of("interval", FieldType.DURATION, "Between two snapshots; at least 1s."),
                    Field.of("retain", FieldType.INT, "How many are kept; 1 if not given."),
                    Field.of(
                            "path_prefix",
                            FieldType.STRING,
                            "Folder below sealwright.snapshots.folder, or first part of the keys."),
                    Field.of("file_prefix", FieldType.STRING, "Begins each name."),
                    Field.of("storage_type", FieldType.STRING, "local or aws-s3."),
                    Field.of(
                            "local_max_space",
                            FieldType.INT,
                            "Bytes that the kept ones may take; 0 = any."),
                    Field.of("aws_s3_bucket", FieldType.STRING, "Name of the bucket."),
                    Field.of("aws_s3_region", FieldType.STRING, "Region of the bucket."),
                    Field.of(
                            "aws_s3_endpoint",
                            FieldType.STRING,
                            "Host of an S3-compatible store; Amazon's if not given."),
                    Field.of("aws_s3_disable_tls", FieldType.BOOL, "Speaks plain HTTP."),
                    Field.of(
                            "aws_s3_force_path_style",
                            FieldType.BOOL,
                            "Names the bucket in the path and not in the host."),
                    Field.of("aws_access_key_id", FieldType.STRING, "Never shown."),
                    Field.of("aws_secret_access_key", FieldType.STRING, "Never shown."),
                    Field.of("aws_session_token", FieldType.STRING, "Never shown."),
                    Field.of(
                            "aws_s3_server_side_encryption",
                            FieldType.BOOL,
                            "Has S3 encrypt with keys of its own."),
                    Field.of(
                            "aws_s3_enable_kms",
                            FieldType.BOOL,
                            "Has S3 encrypt with a key of KMS."),
                    Field.of("aws_s3_kms_key", FieldType.STRING, "Which key of KMS."));

    private final RaftStore store;
    private final SnapshotDuty duty;

    SnapshotRoutes(RaftStore store, SnapshotDuty duty) {
        this.store = store;
        this.duty = duty;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at(ROOT + "config/", "Lists the schedules.")
                        .sudo(Operation.LIST)
                        .on(Operation.LIST, SnapshotRoutes::list)
                        .build(),
                Route.at(ROOT + "config/{name}", "A schedule of snapshots.")
                        .fields(FIELDS)
                        .existence(call ->
                                Schedules.find(call.transaction(), call.path("name")) != null)
                        .sudo(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.DELETE)
                        .on(Operation.READ, SnapshotRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, SnapshotRoutes::delete)
                        .build(),
                Route.at(ROOT + "status/{name}", "What became of a schedule's snapshots.")
                        .on(Operation.READ, SnapshotRoutes::status)
                        .build());
    }

    private static Response list(Call call) {
        List<String> names = Schedules.names(call.transaction());
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JSON.objectNode();
        ArrayNode keys = data.putArray("keys");
        names.forEach(keys::add);
        return Response.of(data);
    }

    private Response write(Call call) {
        String name = call.path("name");
        @Nullable Schedule old = Schedules.find(call.transaction(), name);
        if (old == null && Schedules.names(call.transaction()).size() >= Schedules.MOST) {
            throw RequestFailure.invalid("there are " + Schedules.MOST + " schedules already");
        }
        Schedule schedule = ScheduleRequest.read(call, old, store.status().clusterId());
        try {
            duty.target(schedule);
        } catch (SnapshotFailure e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
        Schedules.put(call.transaction(), name, schedule);
        Schedules.putStatus(
                call.transaction(), name, Schedules.status(call.transaction(), name).due());
        return Response.empty();
    }

    private static Response read(Call call) {
        return Response.of(ScheduleRequest.show(known(call)));
    }

    private static Response delete(Call call) {
        Schedules.delete(call.transaction(), call.path("name"));
        return Response.empty();
    }

    private static Schedule known(Call call) {
        Schedule schedule = Schedules.find(call.transaction(), call.path("name"));
        if (schedule == null) {
            throw RequestFailure.notFound();
        }
        return schedule;
    }

    private static Response status(Call call) {
        known(call);
        ScheduleStatus status = Schedules.status(call.transaction(), call.path("name"));
        ObjectNode data = JSON.objectNode();
        data.put("consecutive_errors", status.consecutiveErrors());
        data.put("last_snapshot_start", time(status.lastStart()));
        data.put("last_snapshot_end", time(status.lastEnd()));
        data.put("last_snapshot_error", status.lastError());
        data.put("last_snapshot_url", status.lastUrl());
        data.put("next_snapshot_start", time(status.next()));
        data.put("snapshot_start", time(status.start()));
        data.put("snapshot_url", status.url());
        return Response.of(data);
    }

    private static String time(long millis) {
        return millis == 0 ? "" : Instant.ofEpochMilli(millis).toString();
    }
}
