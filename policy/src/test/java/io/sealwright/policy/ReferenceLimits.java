package io.sealwright.policy;

import io.sealwright.policy.Decision.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What blocks of one path say together about parameters, wrapping and pages; slow and plain. */
final class ReferenceLimits {
    private final List<PathRule.Constraints> all;

    ReferenceLimits(List<ReferenceAcl.Block> blocks) {
        all = blocks.stream().map(block -> block.rule().constraints()).toList();
    }

    /** The least of those that are set. */
    private Duration least(Function<PathRule.Constraints, Duration> which) {
        return all.stream()
                .map(which)
                .filter(ttl -> !ttl.isZero())
                .min(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    boolean wrappedWell(@Nullable Duration ttl) {
        Duration min = least(PathRule.Constraints::minWrappingTtl);
        Duration max = least(PathRule.Constraints::maxWrappingTtl);
        if (min.isZero() && max.isZero()) {
            return true;
        }
        return ttl != null
                && ttl.toNanos() >= min.toNanos()
                && (max.isZero() || ttl.toNanos() <= max.toNanos());
    }

    Outcome parameters(ParameterView parameters) {
        Map<String, @Nullable Object> sent = map(parameters);
        for (PathRule.Constraints limits : all) {
            for (String name : limits.required()) {
                if (!sent.containsKey(name.toLowerCase(Locale.ROOT))) {
                    return Outcome.PARAMETER_MISSING;
                }
            }
        }
        for (Map.Entry<String, @Nullable Object> one : sent.entrySet()) {
            if (denied(one.getKey(), one.getValue())) {
                return Outcome.PARAMETER_DENIED;
            }
        }
        for (Map.Entry<String, @Nullable Object> one : sent.entrySet()) {
            if (!allowed(one.getKey(), one.getValue())) {
                return Outcome.PARAMETER_NOT_ALLOWED;
            }
        }
        return Outcome.ALLOWED;
    }

    private static Map<String, @Nullable Object> map(ParameterView parameters) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        parameters.names().forEach(name -> map.put(name, parameters.value(name)));
        return map;
    }

    private boolean denied(String name, @Nullable Object value) {
        return named(PathRule.Constraints::denied, "*").findAny().isPresent()
                || named(PathRule.Constraints::denied, name)
                        .anyMatch(values ->
                                values.isEmpty()
                                        || values.stream()
                                                .anyMatch(wanted ->
                                                        same(wanted, value)
                                                                || sameText(wanted, value)));
    }

    /** No allowed parameters at all allow every one. */
    private boolean allowed(String name, @Nullable Object value) {
        boolean unlimited = all.stream().allMatch(limits -> limits.allowed().isEmpty());
        boolean others =
                unlimited || named(PathRule.Constraints::allowed, "*").findAny().isPresent();
        List<List<Object>> named = named(PathRule.Constraints::allowed, name).toList();
        if (named.isEmpty()) {
            return others;
        }
        return named.stream()
                .anyMatch(values ->
                        values.isEmpty()
                                || values.stream().anyMatch(wanted -> same(wanted, value)));
    }

    private Stream<List<Object>> named(
            Function<PathRule.Constraints, Map<String, List<Object>>> which, String name) {
        return all.stream()
                .map(limits -> which.apply(limits).get(name.toLowerCase(Locale.ROOT)))
                .filter(Objects::nonNull);
    }

    private static boolean same(Object wanted, @Nullable Object sent) {
        if (wanted == PathRule.JsonNull.NULL) {
            return sent == null;
        }
        if (wanted instanceof String glob && sent instanceof String text) {
            return regex(glob).matcher(text).matches();
        }
        if (wanted instanceof BigDecimal number && sent instanceof Number other) {
            return number.compareTo(new BigDecimal(other.toString())) == 0;
        }
        if (wanted instanceof List<?> list && sent instanceof List<?> others) {
            // The generated lists hold plain strings.
            return list.equals(others);
        }
        return wanted.equals(sent);
    }

    /** Engines take "5" for 5, so a denied 5 denies "5", too. */
    private static boolean sameText(Object wanted, @Nullable Object sent) {
        if (sent == null || sent instanceof List<?>) {
            return false;
        }
        if (wanted instanceof String glob) {
            return regex(glob).matcher(sent.toString()).matches();
        }
        if (wanted instanceof BigDecimal number) {
            return sent.toString().strip().matches("[0-9.]+")
                    && number.compareTo(new BigDecimal(sent.toString().strip())) == 0;
        }
        return wanted instanceof Boolean
                && wanted.toString().equalsIgnoreCase(sent.toString().strip());
    }

    /** A star at either end; one alone is itself. */
    private static Pattern regex(String glob) {
        if (glob.equals("*")) {
            return Pattern.compile("\\*");
        }
        boolean front = glob.startsWith("*");
        boolean back = glob.endsWith("*");
        String inner = glob.substring(front ? 1 : 0, glob.length() - (back ? 1 : 0));
        return Pattern.compile(
                (front ? ".*" : "") + Pattern.quote(inner) + (back ? ".*" : ""), Pattern.DOTALL);
    }

    /** The page to use; 0 = as the request says, negative = refused. */
    int page(ParameterView parameters) {
        Map<String, @Nullable Object> sent = map(parameters);
        int most =
                all.stream()
                        .mapToInt(PathRule.Constraints::paginationLimit)
                        .filter(limit -> limit > 0)
                        .min()
                        .orElse(0);
        if (most == 0) {
            return 0;
        }
        boolean must =
                all.stream()
                        .flatMap(limits -> limits.required().stream())
                        .anyMatch("limit"::equalsIgnoreCase);
        if (!sent.containsKey("limit")) {
            return must ? -1 : most;
        }
        String asked = String.valueOf(sent.get("limit"));
        if (List.of("", "max", "0").contains(asked)) {
            return most;
        }
        return asked.matches("[0-9]{1,9}") && Integer.parseInt(asked) <= most ? 0 : -1;
    }
}
