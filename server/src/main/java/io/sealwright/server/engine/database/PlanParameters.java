package io.sealwright.server.engine.database;

import io.sealwright.server.rotation.Cron;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Reads and shows when a password changes by itself. */
final class PlanParameters {
    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "rotation_period",
                            FieldType.DURATION,
                            "Time between changes of the password: at least 5 s."),
                    Field.of(
                            "rotation_schedule",
                            FieldType.STRING,
                            "Times at which it changes, as five fields of cron; in UTC, or with CRON_TZ=Europe/Berlin in front."),
                    Field.of(
                            "rotation_window",
                            FieldType.DURATION,
                            "How long after such a time it may still be done: at least an hour; 0: until it is."));

    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(5);
    private static final Duration SHORTEST_WINDOW = Duration.ofHours(1);

    private PlanParameters() {}

    static boolean isGiven(Call call) {
        return FIELDS.stream().anyMatch(field -> call.has(field.name()));
    }

    /**
     * The plan with what the call gives, without times; a period takes the place of a schedule, and
     * the other way.
     *
     * @throws RequestFailure with what is wrong
     */
    static Plan read(Call call, Plan old) {
        Duration period = call.duration("rotation_period", Duration.ZERO);
        String cron = call.string("rotation_schedule", "");
        if (!period.isZero() && !cron.isEmpty()) {
            throw RequestFailure.invalid(
                    "rotation_period and rotation_schedule are mutually exclusive");
        }
        if (!period.isZero() && period.compareTo(SHORTEST_PERIOD) < 0) {
            throw RequestFailure.invalid("rotation_period must be 5 seconds or more");
        }
        boolean replaced = call.has("rotation_period") || call.has("rotation_schedule");
        String schedule = replaced ? cron : old.cron();
        Duration window = call.duration("rotation_window", Duration.ofSeconds(old.window()));
        if (schedule.isEmpty()) {
            if (call.has("rotation_window") && !window.isZero()) {
                throw RequestFailure.invalid("rotation_window needs a rotation_schedule");
            }
            window = Duration.ZERO;
        } else {
            requireCron(schedule);
        }
        if (!window.isZero() && window.compareTo(SHORTEST_WINDOW) < 0) {
            throw RequestFailure.invalid("rotation_window must be an hour or more");
        }
        return new Plan(
                replaced ? period.toSeconds() : old.period(),
                schedule,
                window.toSeconds(),
                0,
                0,
                0);
    }

    private static void requireCron(String schedule) {
        try {
            Cron _ = Cron.parse(schedule);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid("rotation_schedule: " + e.getMessage());
        }
    }

    static void show(ObjectNode data, Plan plan) {
        if (plan.period() > 0) {
            data.put("rotation_period", plan.period());
        }
        if (!plan.cron().isEmpty()) {
            data.put("rotation_schedule", plan.cron());
            data.put("rotation_window", plan.window());
        }
    }

    /** Seconds until the password changes by itself. */
    static long ttl(Plan plan, Instant now) {
        Duration left = Duration.between(now, Instant.ofEpochMilli(plan.plannedAt()));
        return plan.plannedAt() == 0 || left.isNegative() ? 0 : left.plusMillis(500).toSeconds();
    }
}
