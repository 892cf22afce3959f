package io.sealwright.server.rotation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The six fields of AWS's cron: minutes, hours, day of month, month, day of week (1 is Sunday),
 * year.
 *
 * @param text the same in the fields that {@link Cron} reads
 * @param hours of the day, in order
 */
record AwsCron(String text, List<Integer> hours) {
    private static final List<String> DAYS =
            List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Pattern ONE_DAY =
            Pattern.compile("(" + String.join("|", DAYS) + "|[1-7])(#[1-5]|L)");
    private static final Pattern DAY_NUMBER = Pattern.compile("(?<![#/0-9])([0-7])(?![0-9])");
    private static final int FIELDS = 6;

    static AwsCron parse(String fields) {
        String[] each = fields.toUpperCase(Locale.ROOT).split("\\s+");
        if (each.length != FIELDS) {
            throw new IllegalArgumentException(
                    "cron has six fields: minutes, hours, day of month, month, day of week, year");
        }
        if (!each[0].equals("0")) {
            throw new IllegalArgumentException("cron has 0 for its minutes");
        }
        if (!each[5].equals("*")) {
            throw new IllegalArgumentException("cron has * for its year");
        }
        if (each[2].equals("?") == each[4].equals("?")) {
            throw new IllegalArgumentException(
                    "cron has ? for the day of the month or for that of the week, not for both");
        }
        List<Integer> hours = numbers(each[1], 0, 23, List.of());
        return new AwsCron(
                "0 0 "
                        + hours.stream().map(String::valueOf).collect(Collectors.joining(","))
                        + " "
                        + each[2]
                        + " "
                        + each[3]
                        + " "
                        + days(each[4]),
                hours);
    }

    /** Days of the week by their names, which mean the same everywhere. */
    private static String days(String field) {
        if (field.equals("?") || field.equals("*")) {
            return field;
        }
        List<String> days = new ArrayList<>();
        for (String part : field.split(",", -1)) {
            Matcher one = ONE_DAY.matcher(part);
            if (part.equals("L")) {
                days.add("SAT");
            } else if (one.matches()) {
                days.add(day(one.group(1)) + one.group(2));
            } else {
                numbers(part, 1, DAYS.size(), DAYS)
                        .forEach(number -> days.add(DAYS.get(number - 1)));
            }
        }
        return String.join(",", days);
    }

    private static String day(String text) {
        return DAYS.contains(text) ? text : DAYS.get(Integer.parseInt(text) - 1);
    }

    /** What a field with commas, ranges and steps names, in order. */
    private static List<Integer> numbers(String field, int least, int most, List<String> names) {
        BitSet found = new BitSet();
        for (String part : field.split(",", -1)) {
            String[] step = part.split("/", -1);
            String[] range =
                    step[0].equals("*")
                            ? new String[] {least + "", most + ""}
                            : step[0].split("-", -1);
            if (step.length > 2 || range.length > 2) {
                throw unreadable();
            }
            int from = number(range[0], least, names);
            int to =
                    range.length == 2
                            ? number(range[1], least, names)
                            : step.length == 2 ? most : from;
            int by = step.length == 2 ? number(step[1], 1, List.of()) : 1;
            if (from < least || to > most || from > to || by < 1) {
                throw unreadable();
            }
            for (int i = from; i <= to; i += by) {
                found.set(i);
            }
        }
        return found.stream().boxed().toList();
    }

    private static int number(String text, int least, List<String> names) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return named + least;
        }
        if (!text.matches("[0-9]{1,2}")) {
            throw unreadable();
        }
        return Integer.parseInt(text);
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("cron has a field that cannot be read");
    }

    /** The same times in AWS's words; not always ones that AWS takes. */
    static String ofCron(String cron, String zone) {
        String[] each = cron.strip().toUpperCase(Locale.ROOT).split("\\s+");
        int first = each.length - 5;
        if (!zone.equals("UTC") || first > 0 && !each[0].equals("0") || first < 0) {
            return "";
        }
        String date = each[first + 2];
        String day =
                DAY_NUMBER
                        .matcher(each[first + 4])
                        .replaceAll(found -> DAYS.get(Integer.parseInt(found.group(1)) % 7));
        boolean weekly = !day.equals("*") && !day.equals("?");
        return "cron("
                + String.join(
                        " ",
                        each[first],
                        each[first + 1],
                        weekly ? "?" : date.equals("?") ? "*" : date,
                        each[first + 3],
                        weekly ? day : "?",
                        "*")
                + ")";
    }
}
