package io.sealwright.server.engine.kv;

import io.sealwright.rotation.Underway;
import io.sealwright.server.rotation.AwsSchedule;
import io.sealwright.server.rotation.Rotation;
import io.sealwright.server.rotation.RotationSettings;
import io.sealwright.server.rotation.Rotations;
import io.sealwright.server.rotation.Schedule;
import io.sealwright.server.spi.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a secret is rotated, as DescribeSecret and ListSecrets show it, by whatever API that was set.
 */
final class AwsRotationShown {
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;

    private AwsRotationShown() {}

    private static @Nullable Rotation find(Call call, AwsSecret found) {
        return Rotations.find(
                call.transaction(), Secrets.place(call.context(), found.name(), found.secret()));
    }

    /** Adds its members to an answer. */
    static void add(Call call, AwsSecret found, ObjectNode answer) {
        Instant rotated = found.secret().about().rotatedAt();
        if (rotated != null) {
            answer.put("LastRotatedDate", AwsSecret.time(rotated));
        }
        Rotation rotation = find(call, found);
        if (rotation != null) {
            add(call, rotation, answer);
        }
    }

    private static void add(Call call, Rotation rotation, ObjectNode answer) {
        RotationSettings settings = rotation.settings();
        answer.put("RotationEnabled", !settings.disabled());
        answer.put("RotationLambdaARN", functionArn(call, settings));
        ObjectNode rules = rules(settings.schedule(), call.now());
        if (!rules.isEmpty()) {
            answer.set("RotationRules", rules);
        }
        long due = rotation.times().due();
        if (due != 0 && !settings.disabled()) {
            long open = Math.max(settings.schedule().openSeconds() - 1, 0);
            answer.put(
                    "NextRotationDate",
                    AwsSecret.time(Instant.ofEpochMilli(due).plusSeconds(open)));
        }
    }

    private static String functionArn(Call call, RotationSettings settings) {
        return settings.functionArn().isEmpty()
                ? AwsSecret.functionArn(call, settings.rotator())
                : settings.functionArn();
    }

    /** Of what rotates it; empty if nothing does. */
    static Optional<String> functionArn(Call call, AwsSecret found) {
        return Optional.ofNullable(find(call, found))
                .map(rotation -> functionArn(call, rotation.settings()));
    }

    private static ObjectNode rules(Schedule schedule, Instant now) {
        ObjectNode rules = JsonNodeFactory.instance.objectNode();
        long period = schedule.periodSeconds();
        if (period > 0 && period % DAY == 0) {
            rules.put("AutomaticallyAfterDays", period / DAY);
        } else {
            String expression = AwsSchedule.of(schedule);
            if (!expression.isEmpty()) {
                rules.put("ScheduleExpression", expression);
                long days = days(AwsSchedule.parse(expression), now);
                if (days > 0) {
                    rules.put("AutomaticallyAfterDays", days);
                }
            }
        }
        long window = schedule.windowSeconds();
        if (window > 0 && window % HOUR == 0 && window <= DAY) {
            rules.put("Duration", window / HOUR + "h");
        }
        return rules;
    }

    /** From the next rotation to the one after it; 0 for less than one. */
    private static long days(AwsSchedule schedule, Instant now) {
        Instant next = schedule.next(now);
        return Duration.between(next, schedule.next(next)).toDays();
    }

    /**
     * The id of a version that a rotation is about to make, which AWS lists before there is one;
     * empty if there is none such.
     */
    static String announced(Call call, AwsSecret found) {
        Rotation rotation = find(call, found);
        Underway underway = rotation == null ? null : rotation.underway();
        return underway == null
                        || underway.undoing()
                        || found.secret().versionOf(underway.token()) != null
                ? ""
                : underway.token();
    }
}
