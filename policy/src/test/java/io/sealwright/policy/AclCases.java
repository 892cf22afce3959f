package io.sealwright.policy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies and requests drawn from a small alphabet, so that rules collide; all from one seed. */
final class AclCases {
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** What {@link #identity} fills, as the reference sees it. */
    static final Map<String, String> DIRECTIVES =
            Map.of(
                    "identity.entity.id", "a",
                    "identity.entity.name", "abc",
                    "identity.entity.metadata.team", "b",
                    "identity.entity.metadata.wide", "a/*",
                    "identity.groups.names.ops.id", "ab");

    private static final String[] SEGMENTS = {"a", "b", "ab", "abc", "+", "+", "c", "é", "+x", ""};
    private static final String[] ENDS = {"", "", "/", "*", "/*", "/+", "/+/", "/+/*"};
    private static final String[] TEMPLATES = {
        "{{identity.entity.id}}",
        "{{ identity.entity.name }}",
        "{{identity.entity.metadata.team}}",
        "{{identity.entity.metadata.wide}}",
        "{{identity.entity.metadata.none}}",
        "{{identity.groups.names.ops.id}}"
    };
    private static final String[] NAMES = {"x", "y", "X", "limit", "z"};

    /** Those of the last line fail where there is no {@code x}. */
    private static final String[] CONDITIONS = {
        "true",
        "false",
        "request.tls",
        "request.operation in ['read', 'list', 'create']",
        "'ops' in identity.groups",
        "has(request.parameters.y)",
        "request.parameters.x == 'v'",
    };

    private static final Capability[] GRANTS = {
        Capability.CREATE,
        Capability.READ,
        Capability.UPDATE,
        Capability.PATCH,
        Capability.DELETE,
        Capability.LIST,
        Capability.SCAN,
        Capability.SUDO
    };
    private static final List<Object> WANTED =
            List.of(
                    "v",
                    "v*",
                    "*w",
                    "*v*",
                    "*",
                    "5",
                    BigDecimal.valueOf(5),
                    new BigDecimal("5.0"),
                    true,
                    PathRule.JsonNull.NULL,
                    List.of("v", "w"));

    private final Random random;

    AclCases(long seed) {
        random = new Random(seed);
    }

    static TemplateContext identity() {
        TemplateContext.Entity entity =
                new TemplateContext.Entity(
                        "a", "abc", Map.of("team", "b", "wide", "a/*"), List.of());
        return new TemplateContext(
                Optional.of(entity), List.of(new TemplateContext.Group("ab", "ops", Map.of())));
    }

    List<Policy> policies() {
        List<Policy> policies = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int p = 0; p < count; p++) {
            List<PathRule> rules = new ArrayList<>();
            int size = 1 + random.nextInt(oneIn(10) ? 60 : 6);
            for (int line = 1; line <= size; line++) {
                rules.add(rule(line));
            }
            policies.add(new Policy("p" + p, rules));
        }
        return policies;
    }

    private PathRule rule(int line) {
        String path = pattern();
        Optional<Instant> expiration =
                oneIn(15) ? Optional.of(NOW.plusSeconds(random.nextInt(3) - 1)) : Optional.empty();
        Set<Capability> capabilities = capabilities();
        PathRule.Constraints limits =
                capabilities.contains(Capability.DENY) || oneIn(2)
                        ? PathRule.Constraints.NONE
                        : limits();
        return new PathRule(
                path,
                PathPattern.of(path),
                path.contains("{{"),
                capabilities,
                limits,
                oneIn(4) ? Optional.of(condition()) : Optional.empty(),
                expiration,
                line);
    }

    private Condition condition() {
        return CelConditions.compile(CONDITIONS[random.nextInt(CONDITIONS.length)]);
    }

    private Set<Capability> capabilities() {
        if (oneIn(5)) {
            return EnumSet.of(Capability.DENY);
        }
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (int i = random.nextInt(6); i > 0; i--) {
            capabilities.add(GRANTS[random.nextInt(GRANTS.length)]);
        }
        return capabilities;
    }

    private PathRule.Constraints limits() {
        List<String> required = oneIn(4) ? List.of(NAMES[random.nextInt(NAMES.length)]) : List.of();
        Duration min = oneIn(6) ? Duration.ofSeconds(1 + random.nextInt(3)) : Duration.ZERO;
        Duration max = oneIn(6) ? min.plusSeconds(1 + random.nextInt(3)) : Duration.ZERO;
        return new PathRule.Constraints(
                oneIn(3) ? values() : Map.of(),
                oneIn(3) ? values() : Map.of(),
                required,
                min,
                max,
                oneIn(3) ? 1 + random.nextInt(3) : 0);
    }

    /** Names in lower case, as the parser makes them. */
    private Map<String, List<Object>> values() {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            String name = oneIn(6) ? "*" : List.of("x", "y", "limit").get(random.nextInt(3));
            List<Object> some = new ArrayList<>();
            for (int v = random.nextInt(3); v > 0; v--) {
                some.add(WANTED.get(random.nextInt(WANTED.size())));
            }
            values.put(name, some);
        }
        return values;
    }

    private String pattern() {
        while (true) {
            String pattern = join(1 + random.nextInt(3)) + ENDS[random.nextInt(ENDS.length)];
            if (oneIn(10)) {
                pattern = TEMPLATES[random.nextInt(TEMPLATES.length)] + "/" + pattern;
            }
            boolean literalPlus =
                    pattern.contains("/+x") && !List.of(pattern.split("/", -1)).contains("+");
            if (!pattern.contains("+*") && !literalPlus) {
                return oneIn(20) ? "/" + pattern : pattern;
            }
        }
    }

    private String path() {
        String path = join(1 + random.nextInt(4)).replace("+", random.nextBoolean() ? "d" : "a");
        return oneIn(4) && !path.isEmpty() ? path + "/" : path;
    }

    private Map<String, @Nullable Object> parameters() {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            parameters.put(NAMES[random.nextInt(NAMES.length)], value());
        }
        return parameters;
    }

    private @Nullable Object value() {
        return switch (random.nextInt(11)) {
            case 0 -> "v";
            case 1 -> "vw";
            case 2 -> "*";
            case 3 -> " 5";
            case 4 -> 5;
            case 5 -> new BigDecimal("5.00");
            case 6 -> random.nextBoolean() ? "TRUE" : "max";
            case 7 -> true;
            case 8 -> null;
            case 9 -> String.valueOf(random.nextInt(4));
            default -> List.of("v", "w");
        };
    }

    private @Nullable Duration wrapTtl() {
        return oneIn(2) ? null : Duration.ofSeconds(random.nextInt(7));
    }

    AccessRequest request() {
        Operation[] all = Operation.values();
        Operation operation = all[random.nextInt(all.length)];
        String path = path();
        ParameterView parameters = ParameterView.of(parameters());
        boolean tls = random.nextBoolean();
        return new AccessRequest(
                operation, path, parameters, wrapTtl(), facts(operation, path, parameters, tls));
    }

    private static ConditionFacts facts(
            Operation operation, String path, ParameterView parameters, boolean tls) {
        return new ConditionFacts() {
            @Override
            public RequestFacts request() {
                return new RequestFacts(operation, path, parameters, "10.0.0.1", NOW, "", tls);
            }

            @Override
            public IdentityFacts identity() {
                TemplateContext identity = AclCases.identity();
                return new IdentityFacts(
                        identity.entity(),
                        identity.groups(),
                        Map.of(),
                        "token",
                        "auth/token/",
                        NOW,
                        "token",
                        List.of());
            }
        };
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private String join(int count) {
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(SEGMENTS[random.nextInt(SEGMENTS.length)]);
        }
        return String.join("/", segments);
    }
}
