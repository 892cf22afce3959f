package io.sealwright.policy;

import io.sealwright.policy.Decision.Outcome;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of a request against the limits of a rule. */
final class ParameterCheck {
    private static final String LIMIT = "limit";
    private static final String ANY = "*";

    private ParameterCheck() {}

    static Outcome check(PathRule.Constraints limits, ParameterView parameters) {
        if (missing(limits, parameters) != null) {
            return Outcome.PARAMETER_MISSING;
        }
        boolean limited = !limits.allowed().isEmpty() || !limits.denied().isEmpty();
        if (!limited || parameters.names().isEmpty()) {
            return Outcome.ALLOWED;
        }
        if (denied(limits.denied(), parameters) != null) {
            return Outcome.PARAMETER_DENIED;
        }
        return notAllowed(limits.allowed(), parameters) == null
                ? Outcome.ALLOWED
                : Outcome.PARAMETER_NOT_ALLOWED;
    }

    /** The first parameter, by name, that was the reason for an outcome of {@link #check}. */
    static @Nullable String reason(
            Outcome outcome, PathRule.Constraints limits, ParameterView parameters) {
        if (outcome == Outcome.PARAMETER_MISSING) {
            return missing(limits, parameters);
        }
        if (outcome == Outcome.PARAMETER_DENIED) {
            return denied(limits.denied(), parameters);
        }
        return outcome == Outcome.PARAMETER_NOT_ALLOWED
                ? notAllowed(limits.allowed(), parameters)
                : null;
    }

    private static @Nullable String missing(PathRule.Constraints limits, ParameterView parameters) {
        for (String name : limits.required()) {
            if (!parameters.names().contains(name.toLowerCase(Locale.ROOT))) {
                return name;
            }
        }
        return null;
    }

    private static @Nullable String denied(
            Map<String, List<Object>> denied, ParameterView parameters) {
        if (denied.isEmpty()) {
            return null;
        }
        for (String name : parameters.names()) {
            List<Object> values = denied.get(name.toLowerCase(Locale.ROOT));
            boolean hit =
                    values != null
                            && (values.isEmpty()
                                    || anyMatches(values, parameters.value(name), true));
            if (hit || denied.containsKey(ANY)) {
                return name;
            }
        }
        return null;
    }

    private static @Nullable String notAllowed(
            Map<String, List<Object>> allowed, ParameterView parameters) {
        boolean others = allowed.isEmpty() || allowed.containsKey(ANY);
        for (String name : parameters.names()) {
            List<Object> values = allowed.get(name.toLowerCase(Locale.ROOT));
            if (values == null && !others) {
                return name;
            }
            if (values != null
                    && !values.isEmpty()
                    && !anyMatches(values, parameters.value(name), false)) {
                return name;
            }
        }
        return null;
    }

    private static boolean anyMatches(List<Object> values, @Nullable Object sent, boolean loose) {
        for (Object value : values) {
            if (matches(value, sent) || (loose && matchesAsText(value, sent))) {
                return true;
            }
        }
        return false;
    }

    /** Strings match with a glob at either end; numbers by value; everything else must be equal. */
    private static boolean matches(Object wanted, @Nullable Object sent) {
        if (wanted == PathRule.JsonNull.NULL || sent == null) {
            return wanted == PathRule.JsonNull.NULL && sent == null;
        }
        return switch (wanted) {
            case String text -> sent instanceof String value && globMatches(text, value);
            case BigDecimal number ->
                    sent instanceof Number value && sameNumber(number, value.toString());
            case List<?> list -> sent instanceof List<?> other && sameList(list, other);
            case Map<?, ?> map -> sent instanceof Map<?, ?> other && sameMap(map, other);
            default -> wanted.equals(sent);
        };
    }

    /**
     * Engines take "5" for 5 and "true" for true: a denied value must not slip through in another
     * type.
     */
    private static boolean matchesAsText(Object wanted, @Nullable Object sent) {
        if (sent == null || sent instanceof List<?> || sent instanceof Map<?, ?>) {
            return false;
        }
        return switch (wanted) {
            case String text -> globMatches(text, sent.toString());
            case BigDecimal number -> sameNumber(number, sent.toString().strip());
            case Boolean flag -> sent.toString().strip().equalsIgnoreCase(flag.toString());
            default -> false;
        };
    }

    private static boolean sameNumber(BigDecimal wanted, String sent) {
        if (sent.length() > 2 * Hcl.MAX_DIGITS) {
            return false;
        }
        try {
            return wanted.compareTo(new BigDecimal(sent)) == 0;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /** Inside lists and maps a string is compared as it is. */
    private static boolean sameElement(@Nullable Object wanted, @Nullable Object sent) {
        if (wanted instanceof String) {
            return wanted.equals(sent);
        }
        return wanted != null && matches(wanted, sent);
    }

    private static boolean sameList(List<?> wanted, List<?> sent) {
        if (wanted.size() != sent.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!sameElement(wanted.get(i), sent.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameMap(Map<?, ?> wanted, Map<?, ?> sent) {
        return wanted.size() == sent.size()
                && wanted.entrySet().stream()
                        .allMatch(entry ->
                                sent.containsKey(entry.getKey())
                                        && sameElement(entry.getValue(), sent.get(entry.getKey())));
    }

    static boolean globMatches(String pattern, String value) {
        if (pattern.length() < 2) {
            return pattern.equals(value);
        }
        boolean front = pattern.startsWith(ANY);
        boolean back = pattern.endsWith(ANY);
        String inner = pattern.substring(front ? 1 : 0, pattern.length() - (back ? 1 : 0));
        if (front && back) {
            return value.contains(inner);
        }
        if (front) {
            return value.endsWith(inner);
        }
        return back ? value.startsWith(inner) : value.equals(pattern);
    }

    /** The page size to use: 0 = as the request says, negative = refused. */
    static int listLimit(PathRule.Constraints limits, ParameterView parameters) {
        int most = limits.paginationLimit();
        if (most == 0) {
            return 0;
        }
        if (!parameters.names().contains(LIMIT)) {
            boolean must = limits.required().stream().anyMatch(LIMIT::equalsIgnoreCase);
            return must ? -1 : most;
        }
        Object sent = parameters.value(LIMIT);
        return sent == null ? -1 : pageSize(sent.toString(), most);
    }

    /** The peer lets 0 pass, which an engine takes for "all": here it means the largest page. */
    private static int pageSize(String sent, int most) {
        if (sent.isEmpty() || sent.equals("max")) {
            return most;
        }
        if (sent.length() > 10 || !sent.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        long size = Long.parseLong(sent);
        if (size > most) {
            return -1;
        }
        return size == 0 ? most : 0;
    }
}
