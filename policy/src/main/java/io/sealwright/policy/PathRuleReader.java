package io.sealwright.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one {@code path} block. */
final class PathRuleReader {
    private static final Set<String> KEYS =
            Set.of(
                    "comment",
                    "policy",
                    "capabilities",
                    "allowed_parameters",
                    "denied_parameters",
                    "required_parameters",
                    "min_wrapping_ttl",
                    "max_wrapping_ttl",
                    "pagination_limit",
                    "condition",
                    "expiration");

    /** A rule that asks for these must not be taken as if it did not. */
    private static final Set<String> NOT_SUPPORTED =
            Set.of("mfa_methods", "control_group", "list_scan_response_keys_filter_path");

    /** Twice the longest request path; bounds the depth of a look-up. */
    private static final int MAX_PATH = 8192;

    private final String path;
    private final Hcl.Block block;

    PathRuleReader(Hcl.Block block) {
        this.block = block;
        this.path = block.labels().getFirst();
    }

    PathRule read() {
        checkKeys();
        return new PathRule(
                path,
                pattern(),
                templated(),
                capabilities(),
                constraints(),
                condition(),
                expiration(),
                block.at().line());
    }

    static HclSyntaxException unknownKey(Hcl.Key key) {
        return new HclSyntaxException(
                "invalid key \"" + Quoted.shorten(key.name()) + "\"", key.at());
    }

    private void checkKeys() {
        Set<String> seen = new HashSet<>();
        for (Hcl.Entry entry : block.body().entries()) {
            if (NOT_SUPPORTED.contains(entry.name())) {
                throw error("\"" + entry.name() + "\" is not supported", entry.at());
            }
            if (!KEYS.contains(entry.name())) {
                throw prefixed(unknownKey(entry.keys().getFirst()));
            }
            if (entry.keys().size() > 1) {
                throw error("\"" + entry.name() + "\" takes no label", entry.at());
            }
            if (!seen.add(entry.name())) {
                throw error("\"" + entry.name() + "\" is given twice", entry.at());
            }
        }
    }

    private HclSyntaxException prefixed(HclSyntaxException e) {
        return error(e.problem(), new Hcl.Position(e.line(), e.column()));
    }

    private HclSyntaxException error(String problem, Hcl.Position at) {
        return new HclSyntaxException("path \"" + Quoted.shorten(path) + "\": " + problem, at);
    }

    private PathPattern pattern() {
        if (path.length() > MAX_PATH) {
            throw error("path is longer than " + MAX_PATH + " characters", block.at());
        }
        try {
            return PathPattern.of(path);
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()), block.at());
        }
    }

    private boolean templated() {
        try {
            return PathTemplate.isTemplated(path);
        } catch (IllegalArgumentException e) {
            throw error(String.valueOf(e.getMessage()), block.at());
        }
    }

    private Set<Capability> capabilities() {
        Set<Capability> granted = EnumSet.noneOf(Capability.class);
        for (Hcl.Text text : texts("capabilities")) {
            Capability capability =
                    Capability.ofWireName(text.value())
                            .filter(found -> found != Capability.ROOT)
                            .orElseThrow(() ->
                                    error(
                                            "invalid capability \""
                                                    + Quoted.shorten(text.value())
                                                    + "\"",
                                            text.at()));
            granted.add(capability);
        }
        block.body()
                .value("policy")
                .ifPresent(value -> granted.addAll(oldStyle(asText("policy", value))));
        return granted.contains(Capability.DENY) ? EnumSet.of(Capability.DENY) : granted;
    }

    private Set<Capability> oldStyle(Hcl.Text text) {
        EnumSet<Capability> write =
                EnumSet.of(
                        Capability.CREATE,
                        Capability.READ,
                        Capability.UPDATE,
                        Capability.DELETE,
                        Capability.LIST);
        return switch (text.value()) {
            case "" -> EnumSet.noneOf(Capability.class);
            case "deny" -> EnumSet.of(Capability.DENY);
            case "read" -> EnumSet.of(Capability.READ, Capability.LIST);
            case "write" -> write;
            case "sudo" -> {
                write.add(Capability.SUDO);
                yield write;
            }
            default ->
                    throw error(
                            "invalid policy \"" + Quoted.shorten(text.value()) + "\"", text.at());
        };
    }

    private PathRule.Constraints constraints() {
        Duration min = duration("min_wrapping_ttl");
        Duration max = duration("max_wrapping_ttl");
        if (!min.isZero() && !max.isZero() && max.compareTo(min) < 0) {
            throw error("max_wrapping_ttl cannot be less than min_wrapping_ttl", block.at());
        }
        return new PathRule.Constraints(
                parameters("allowed_parameters"),
                parameters("denied_parameters"),
                texts("required_parameters").stream().map(Hcl.Text::value).toList(),
                min,
                max,
                paginationLimit());
    }

    private Map<String, List<Object>> parameters(String key) {
        Map<String, List<Object>> parameters = new LinkedHashMap<>();
        Optional<Hcl.Value> value = block.body().value(key);
        if (value.isEmpty()) {
            return parameters;
        }
        if (!(value.get() instanceof Hcl.Body body)) {
            throw error("\"" + key + "\" must be an object", value.get().at());
        }
        for (Hcl.Entry entry : body.entries()) {
            if (entry.keys().size() > 1 || !(entry.value() instanceof Hcl.Items items)) {
                throw error("\"" + key + "\" must hold lists of values", entry.at());
            }
            String name = entry.name().toLowerCase(Locale.ROOT);
            List<Object> values = items.values().stream().map(PathRuleReader::plain).toList();
            if (parameters.putIfAbsent(name, values) != null) {
                throw error("a parameter of \"" + key + "\" is given twice", entry.at());
            }
        }
        return parameters;
    }

    private static Object plain(Hcl.Value value) {
        return switch (value) {
            case Hcl.Text text -> text.value();
            case Hcl.Numeric number -> number.value();
            case Hcl.Flag flag -> flag.value();
            case Hcl.Null _ -> PathRule.JsonNull.NULL;
            case Hcl.Items items -> items.values().stream().map(PathRuleReader::plain).toList();
            case Hcl.Body body -> {
                Map<String, Object> map = new LinkedHashMap<>();
                body.entries().forEach(entry -> map.put(entry.name(), plain(entry.value())));
                yield Collections.unmodifiableMap(map);
            }
        };
    }

    private Duration duration(String key) {
        Optional<Hcl.Value> value = block.body().value(key);
        if (value.isEmpty()) {
            return Duration.ZERO;
        }
        Optional<Duration> parsed =
                switch (value.get()) {
                    case Hcl.Numeric number -> Durations.ofSeconds(number.value());
                    case Hcl.Text text -> Durations.parse(text.value());
                    case Hcl.Flag _, Hcl.Null _, Hcl.Items _, Hcl.Body _ -> Optional.empty();
                };
        return parsed.orElseThrow(
                () -> error("error parsing " + key + ": not a duration", value.get().at()));
    }

    private int paginationLimit() {
        Optional<Hcl.Value> value = block.body().value("pagination_limit");
        if (value.isEmpty()) {
            return 0;
        }
        Optional<BigDecimal> number =
                switch (value.get()) {
                    case Hcl.Numeric numeric -> Optional.of(numeric.value());
                    case Hcl.Text text when isDigits(text.value()) ->
                            Optional.of(new BigDecimal(text.value()));
                    case Hcl.Text _, Hcl.Flag _, Hcl.Null _, Hcl.Items _, Hcl.Body _ ->
                            Optional.empty();
                };
        return number.filter(PathRuleReader::isPageSize)
                .map(BigDecimal::intValue)
                .orElseThrow(() ->
                        error(
                                "\"pagination_limit\" must be a whole number from 0",
                                value.get().at()));
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty()
                && text.length() <= 10
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isPageSize(BigDecimal number) {
        boolean inRange =
                number.signum() >= 0
                        && number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
        return inRange && number.compareTo(BigDecimal.valueOf(number.intValue())) == 0;
    }

    private Optional<Instant> expiration() {
        Optional<Hcl.Value> value = block.body().value("expiration");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Hcl.Text text = asText("expiration", value.get());
        if (text.value().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    isDigits(text.value())
                            ? Instant.ofEpochSecond(Long.parseLong(text.value()))
                            : OffsetDateTime.parse(text.value()).toInstant());
        } catch (DateTimeException _) {
            throw error("invalid expiration time: RFC 3339 or Unix seconds expected", text.at());
        }
    }

    private Optional<Condition> condition() {
        Optional<Hcl.Value> value = block.body().value("condition");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!(value.get() instanceof Hcl.Text text)) {
            throw error("\"condition\" must be a string", value.get().at());
        }
        try {
            return Optional.of(CelConditions.compile(text.value()));
        } catch (IllegalArgumentException e) {
            throw error("condition: " + e.getMessage(), text.at());
        }
    }

    /** A number or boolean counts as its text, as the peer decodes it. */
    private Hcl.Text asText(String key, Hcl.Value value) {
        return switch (value) {
            case Hcl.Text text -> text;
            case Hcl.Numeric number -> new Hcl.Text(number.value().toString(), number.at());
            case Hcl.Flag flag -> new Hcl.Text(Boolean.toString(flag.value()), flag.at());
            case Hcl.Null _, Hcl.Items _, Hcl.Body _ ->
                    throw error("\"" + key + "\" must be a string", value.at());
        };
    }

    private List<Hcl.Text> texts(String key) {
        Optional<Hcl.Value> value = block.body().value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof Hcl.Items items)) {
            throw error("\"" + key + "\" must be a list of strings", value.get().at());
        }
        List<Hcl.Text> texts = new ArrayList<>();
        items.values().forEach(item -> texts.add(asText(key, item)));
        return texts;
    }
}
