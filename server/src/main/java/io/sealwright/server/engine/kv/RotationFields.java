package io.sealwright.server.engine.kv;

import io.sealwright.rotation.RotationHistory;
import io.sealwright.rotation.Underway;
import io.sealwright.server.rotation.Generator;
import io.sealwright.server.rotation.Rotation;
import io.sealwright.server.rotation.RotationSettings;
import io.sealwright.server.rotation.Schedule;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A secret's rotation in requests and answers. What a write leaves out stays as it was. */
final class RotationFields {
    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "rotator",
                            FieldType.STRING,
                            "generator (a new random value, no target), or a name of sys/rotators."),
                    Field.of("period", FieldType.DURATION, "From one rotation to the next."),
                    Field.of(
                            "cron",
                            FieldType.STRING,
                            "Instead of a period: minute, hour, day of month, month, day of week."),
                    Field.of(
                            "schedule_expression",
                            FieldType.STRING,
                            "Instead of both: as AWS has it, rate(10 days) or cron(0 8 ? * SUN#1 *)."),
                    Field.of("time_zone", FieldType.STRING, "Of cron; UTC if it is not said."),
                    Field.of(
                            "window",
                            FieldType.DURATION,
                            "How long after its time a rotation may begin; 0: always."),
                    Field.of(
                            "jitter",
                            FieldType.DURATION,
                            "Up to how much later than its time it begins."),
                    Field.of(
                            "field",
                            FieldType.STRING,
                            "The member of the secret that is generated; password."),
                    Field.of(
                            "password_policy",
                            FieldType.STRING,
                            "How it is generated; instead of charset and length."),
                    Field.of("charset", FieldType.STRING, "alphanumeric, hex or printable."),
                    Field.of("length", FieldType.INT, "In characters; 32."),
                    Field.of(
                            "parameters",
                            FieldType.MAP,
                            "What the rotator gets besides; shown to those who may read this."),
                    Field.of(
                            "retries",
                            FieldType.INT,
                            "How often a rotation that failed is tried again; 3."),
                    Field.of(
                            "retry_delay",
                            FieldType.DURATION,
                            "Before the first of these, doubled each time; 10s."),
                    Field.of(
                            "enabled",
                            FieldType.BOOL,
                            "False: all of this stays, and nothing is rotated; true."));

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RotationFields() {}

    /**
     * @throws RequestFailure with what is wrong
     */
    static RotationSettings read(Call call, RotationSettings old) {
        ObjectNode parameters = call.object("parameters");
        String rotator = call.string("rotator", old.rotator());
        try {
            RotationSettings settings =
                    new RotationSettings(
                            rotator,
                            schedule(call, old.schedule()),
                            call.string("field", old.field()),
                            generator(call, old.generator()),
                            parameters == null ? old.parameters() : parameters.toString(),
                            number(call, "retries", old.retries()),
                            seconds(call, "retry_delay", old.retryDelaySeconds()),
                            !call.bool("enabled", !old.disabled()),
                            old.secretArn(),
                            rotator.equals(old.rotator()) ? old.functionArn() : "");
            settings.check();
            return settings;
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static Schedule schedule(Call call, Schedule old) {
        // Who sets one of them means it instead of the others.
        boolean set = call.has("period") || call.has("cron") || call.has("schedule_expression");
        return new Schedule(
                seconds(call, "period", set ? 0 : old.periodSeconds()),
                call.string("cron", set ? "" : old.cron()).strip(),
                call.string("time_zone", old.zone()),
                seconds(call, "window", old.windowSeconds()),
                seconds(call, "jitter", old.jitterSeconds()),
                call.string("schedule_expression", set ? "" : old.expression()).strip());
    }

    private static Generator generator(Call call, Generator old) {
        return new Generator(
                call.string("password_policy", old.policy()),
                call.string("charset", old.charset()),
                number(call, "length", old.length()));
    }

    private static int number(Call call, String name, int old) {
        return (int) Math.clamp(call.integer(name, old), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static long seconds(Call call, String name, long old) {
        return call.duration(name, Duration.ofSeconds(old)).toSeconds();
    }

    static ObjectNode json(RotationSettings settings) {
        ObjectNode json = NODES.objectNode();
        json.put("rotator", settings.rotator());
        json.put("period", settings.schedule().periodSeconds());
        json.put("cron", settings.schedule().cron());
        json.put("schedule_expression", settings.schedule().expression());
        json.put("time_zone", settings.schedule().zone());
        json.put("window", settings.schedule().windowSeconds());
        json.put("jitter", settings.schedule().jitterSeconds());
        json.put("field", settings.field());
        json.put("password_policy", settings.generator().policy());
        json.put("charset", settings.generator().charset());
        json.put("length", settings.generator().length());
        json.putPOJO(
                "parameters", new RawJson(settings.parameters().getBytes(StandardCharsets.UTF_8)));
        json.put("retries", settings.retries());
        json.put("retry_delay", settings.retryDelaySeconds());
        json.put("enabled", !settings.disabled());
        return json;
    }

    static ObjectNode status(Rotation rotation) {
        ObjectNode json = NODES.objectNode();
        Underway underway = rotation.underway();
        RotationHistory history = rotation.history();
        json.put("state", rotation.state());
        json.put("step", underway == null ? "" : underway.step().word());
        json.put("token", underway == null ? "" : underway.token());
        json.put("pending_version", underway == null ? 0 : underway.pending());
        json.put("started", underway == null ? "" : time(underway.startedAt()));
        json.put("attempt", rotation.times().attempt());
        json.put("failures", history.failures());
        json.put("rotations", history.ended());
        json.put("last_outcome", history.outcome());
        json.put("last_end", time(history.endedAt()));
        json.put("last_success", time(history.succeededAt()));
        json.put("last_error", history.error());
        json.put("last_error_time", time(history.errorAt()));
        json.put("due", time(rotation.times().due()));
        json.put("next", time(rotation.times().next()));
        return json;
    }

    private static String time(long millis) {
        return millis == 0 ? "" : KvJson.time(Instant.ofEpochMilli(millis));
    }
}
