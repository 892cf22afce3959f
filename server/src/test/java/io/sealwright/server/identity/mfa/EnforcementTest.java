package io.sealwright.server.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.TemplateContext;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.storage.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnforcementTest {
    private static Mount mount(String type, String accessor) {
        return new Mount(
                Keys.ROOT_NAMESPACE,
                "auth/x/",
                type,
                EngineClass.AUTH,
                accessor,
                "uuid",
                Keys.TOKENS,
                "",
                Map.of(),
                MountConfig.NONE,
                false,
                false,
                false);
    }

    private static Identity identity(String id, List<String> former, List<String> groups) {
        return new Identity(
                id,
                former,
                false,
                List.of(),
                new TemplateContext(
                        Optional.empty(),
                        groups.stream()
                                .map(group -> new TemplateContext.Group(group, group, Map.of()))
                                .toList()));
    }

    private static List<String> some(Random random, String prefix) {
        List<String> some = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            if (random.nextInt(4) == 0) {
                some.add(prefix + i);
            }
        }
        return some;
    }

    /** Each list alone is enough, and nothing else is. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void concernsWhomAnyOfItsListsNames(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            Enforcement enforcement =
                    new Enforcement(
                            "id",
                            "name",
                            List.of("m"),
                            some(random, "accessor"),
                            some(random, "type"),
                            some(random, "group"),
                            some(random, "entity"));
            String type = "type" + random.nextInt(6);
            String accessor = "accessor" + random.nextInt(6);
            String entity = "entity" + random.nextInt(6);
            List<String> former = some(random, "entity");
            List<String> groups = some(random, "group");
            boolean byMount =
                    enforcement.accessors().contains(accessor)
                            || enforcement.types().contains(type);
            boolean byIdentity =
                    enforcement.entities().contains(entity)
                            || former.stream().anyMatch(enforcement.entities()::contains)
                            || groups.stream().anyMatch(enforcement.groups()::contains);

            assertThat(
                            enforcement.concerns(
                                    mount(type, accessor), identity(entity, former, groups)))
                    .as("seed %s, run %s", seed, i)
                    .isEqualTo(byMount || byIdentity);
            assertThat(enforcement.concerns(mount(type, accessor), null))
                    .as("seed %s, run %s, nobody", seed, i)
                    .isEqualTo(byMount);
        }
    }
}
