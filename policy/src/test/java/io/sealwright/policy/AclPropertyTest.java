package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The compiled ACL answers as the naive one, for policies drawn from a small alphabet so that rules
 * collide.
 */
class AclPropertyTest {
    private static final String[] SEGMENTS = {"a", "b", "ab", "abc", "+", "+", "c", "é", "+x", ""};
    private static final String[] ENDS = {"", "", "/", "*", "/*", "/+", "/+/", "/+/*"};
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

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 20261124, 987654321})
    void compiledEqualsReference(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            ReferenceAcl reference = new ReferenceAcl();
            Acl acl = Acl.compile(policies(random, reference), TemplateContext.none());
            for (int i = 0; i < 60; i++) {
                compare(acl, reference, path(random), random, seed, round);
            }
        }
    }

    private static void compare(
            Acl acl, ReferenceAcl reference, String path, Random random, long seed, int round) {
        Operation operation = Operation.values()[random.nextInt(Operation.values().length)];
        if (operation == Operation.HELP) {
            return;
        }
        boolean listing = operation == Operation.LIST || operation == Operation.SCAN;
        String asked = listing && !path.endsWith("/") && !path.isEmpty() ? path + "/" : path;
        Optional<Set<Capability>> granted = reference.granted(asked, listing);
        Decision decision = acl.decide(operation, path, ParameterView.none(), null);
        String what =
                "seed "
                        + seed
                        + " round "
                        + round
                        + ": "
                        + operation
                        + " "
                        + path
                        + ", "
                        + decision.why();
        assertThat(decision.allowed())
                .as(what)
                .isEqualTo(granted.orElse(Set.of()).contains(operation.required()));
        assertThat(decision.rootPrivs())
                .as(what)
                .isEqualTo(granted.orElse(Set.of()).contains(Capability.SUDO));
        assertThat(decision.outcome() == Decision.Outcome.NO_RULE)
                .as(what)
                .isEqualTo(granted.isEmpty());
        List<String> names =
                reference.granted(path, true).orElse(Set.of()).stream()
                        .map(Capability::wireName)
                        .sorted()
                        .toList();
        assertThat(acl.capabilities(path))
                .as(what)
                .isEqualTo(names.isEmpty() ? List.of("deny") : names);
    }

    private static List<Policy> policies(Random random, ReferenceAcl reference) {
        List<Policy> policies = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int p = 0; p < count; p++) {
            List<PathRule> rules = new ArrayList<>();
            int size = 1 + random.nextInt(random.nextInt(10) == 0 ? 60 : 6);
            for (int r = 0; r < size; r++) {
                String pattern = pattern(random);
                Set<Capability> capabilities = capabilities(random);
                rules.add(PathRule.of(pattern, capabilities));
                reference.add(pattern, capabilities);
            }
            policies.add(new Policy("p" + p, rules));
        }
        return policies;
    }

    private static Set<Capability> capabilities(Random random) {
        if (random.nextInt(5) == 0) {
            return EnumSet.of(Capability.DENY);
        }
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (int i = random.nextInt(4); i > 0; i--) {
            capabilities.add(GRANTS[random.nextInt(GRANTS.length)]);
        }
        return capabilities;
    }

    private static String pattern(Random random) {
        while (true) {
            String pattern =
                    join(random, 1 + random.nextInt(3)) + ENDS[random.nextInt(ENDS.length)];
            boolean literalPlus =
                    pattern.contains("/+x") && !List.of(pattern.split("/", -1)).contains("+");
            if (!pattern.contains("+*") && !literalPlus) {
                return random.nextInt(20) == 0 ? "/" + pattern : pattern;
            }
        }
    }

    private static String path(Random random) {
        String path =
                join(random, 1 + random.nextInt(4)).replace("+", random.nextBoolean() ? "d" : "a");
        while (path.startsWith("/")) {
            path = path.substring(1);
        }
        return random.nextInt(4) == 0 && !path.isEmpty() ? path + "/" : path;
    }

    private static String join(Random random, int count) {
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(SEGMENTS[random.nextInt(SEGMENTS.length)]);
        }
        return String.join("/", segments);
    }
}
