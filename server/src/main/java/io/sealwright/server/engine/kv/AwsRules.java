package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.rotation.AwsSchedule;
import io.sealwright.server.rotation.Schedule;
import org.jspecify.annotations.Nullable;

/** {@code RotationRules}: when a secret is rotated, in AWS's words. */
final class AwsRules {
    private static final int MAX_EXPRESSION = 256;
    private static final int MAX_DAYS = 1_000;
    private static final long HOUR = 3_600;
    private static final long DAY = AwsSchedule.DAY * HOUR;

    private AwsRules() {}

    /**
     * What a request leaves out stays as it was.
     *
     * @throws io.sealwright.server.spi.RequestFailure with what is wrong
     */
    static Schedule read(AwsParameters parameters, Schedule old) {
        AwsParameters rules = parameters.object("RotationRules");
        if (rules == null) {
            return old;
        }
        Long days = rules.number("AutomaticallyAfterDays");
        String expression = rules.text("ScheduleExpression", MAX_EXPRESSION);
        if (days != null && expression != null) {
            throw AwsErrors.invalidParameter(
                    "You can't specify both AutomaticallyAfterDays and ScheduleExpression.");
        }
        Schedule schedule = times(days, expression, old).withWindow(window(rules, old));
        try {
            schedule.check();
            return schedule;
        } catch (IllegalArgumentException e) {
            throw AwsErrors.invalidParameter(
                    "The RotationRules are not valid: " + e.getMessage() + ".");
        }
    }

    private static Schedule times(@Nullable Long days, @Nullable String expression, Schedule old) {
        if (days != null) {
            if (days < 1 || days > MAX_DAYS) {
                throw AwsErrors.validation(
                        "1 validation error detected: Value at"
                                + " 'rotationRules.automaticallyAfterDays' failed to satisfy"
                                + " constraint: Member must be between 1 and "
                                + MAX_DAYS);
            }
            return new Schedule(days * DAY, "", "UTC", 0, old.jitterSeconds());
        }
        return expression == null
                ? old
                : new Schedule(0, "", "UTC", 0, old.jitterSeconds(), expression);
    }

    /** Who sets other times sets the window, too. */
    private static long window(AwsParameters rules, Schedule old) {
        String duration = rules.text("Duration", 3);
        if (duration == null) {
            return rules.has("AutomaticallyAfterDays") || rules.has("ScheduleExpression")
                    ? 0
                    : old.windowSeconds();
        }
        if (!duration.matches("[0-9]{1,2}h")) {
            throw AwsErrors.validation(
                    "1 validation error detected: Value at 'rotationRules.duration' failed to"
                            + " satisfy constraint: Member must satisfy regular expression pattern:"
                            + " [0-9]+h");
        }
        int hours = Integer.parseInt(duration.substring(0, duration.length() - 1));
        if (hours < 1 || hours > AwsSchedule.DAY) {
            throw AwsErrors.invalidParameter("The Duration is between 1h and 24h.");
        }
        return hours * HOUR;
    }
}
