package io.sealwright.server.rotation;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A schedule in the words of AWS Secrets Manager, in UTC: {@code rate(10 days)}, {@code rate(12
 * hours)} or {@code cron(0 8 ? * SUN#1 *)}. Immutable.
 */
public sealed interface AwsSchedule {
    /** A day's hours, and the longest that a window is open. */
    int DAY = 24;

    /** The shortest time between two rotations, in hours. */
    int LEAST_HOURS = 4;

    /** The first time after that. */
    Instant next(Instant after);

    /** How long a window is open that nobody has set, in hours. */
    int usualHours();

    /** How long a window may be open: to the next one, or to the end of the day in UTC. */
    int mostHours();

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    static AwsSchedule parse(String text) {
        Matcher rate = Rate.PATTERN.matcher(text);
        if (rate.matches()) {
            return Rate.of(Integer.parseInt(rate.group(1)), rate.group(2).startsWith("hour"));
        }
        if (text.startsWith("cron(") && text.endsWith(")")) {
            return Times.of(text.substring("cron(".length(), text.length() - 1).strip());
        }
        throw new IllegalArgumentException(
                "it is rate(... hours), rate(... days) or cron(0 hours day-of-month month"
                        + " day-of-week *)");
    }

    /** The same as another schedule says; empty if these words cannot say it. */
    static String of(Schedule schedule) {
        long hours = schedule.periodSeconds() / 3_600;
        String text = said(schedule);
        try {
            AwsSchedule _ = parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String said(Schedule schedule) {
        if (!schedule.expression().isEmpty()) {
            return schedule.expression();
        }
        if (!schedule.cron().isEmpty()) {
            return AwsCron.ofCron(schedule.cron(), schedule.zone());
        }
        return schedule.periodSeconds() % 3_600 == 0
                ? "rate(" + schedule.periodSeconds() / 3_600 + " hours)"
                : "";
    }

    /**
     * An interval: of days from midnight to midnight, counted from the rotation before; of hours
     * since 1970, so that those that divide a day are the same every day.
     */
    record Rate(int count, boolean hours) implements AwsSchedule {
        private static final Pattern PATTERN =
                Pattern.compile("rate\\(\\s*([1-9][0-9]{0,2})\\s+(hours?|days?)\\s*\\)");

        private static Rate of(int count, boolean hours) {
            if (hours && count < LEAST_HOURS) {
                throw new IllegalArgumentException("a rate is at least 4 hours");
            }
            return new Rate(count, hours);
        }

        @Override
        public Instant next(Instant after) {
            if (!hours) {
                return after.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(count));
            }
            long seconds = count * 3_600L;
            return Instant.ofEpochSecond(
                    Math.multiplyExact(
                            Math.floorDiv(after.getEpochSecond(), seconds) + 1, seconds));
        }

        @Override
        public int usualHours() {
            return hours ? 1 : DAY;
        }

        @Override
        public int mostHours() {
            return hours ? Math.min(count, DAY) : DAY;
        }
    }

    /**
     * At certain hours.
     *
     * @param times as this server reads them
     * @param hours of the day, in order
     */
    record Times(Cron times, List<Integer> hours) implements AwsSchedule {
        private static Times of(String fields) {
            AwsCron cron = AwsCron.parse(fields);
            Times made = new Times(Cron.of(cron.text(), "UTC"), cron.hours());
            if (made.gap() < LEAST_HOURS) {
                throw new IllegalArgumentException("its times are at least 4 hours apart");
            }
            return made;
        }

        /** The shortest time between two hours of it, also from one day to the next. */
        private int gap() {
            int gap = hours.getFirst() + DAY - hours.getLast();
            for (int i = 1; i < hours.size(); i++) {
                gap = Math.min(gap, hours.get(i) - hours.get(i - 1));
            }
            return gap;
        }

        @Override
        public Instant next(Instant after) {
            return times.next(after);
        }

        @Override
        public int usualHours() {
            return hours.size() > 1 ? 1 : DAY - hours.getFirst();
        }

        @Override
        public int mostHours() {
            return Math.min(gap(), DAY - hours.getLast());
        }
    }
}
