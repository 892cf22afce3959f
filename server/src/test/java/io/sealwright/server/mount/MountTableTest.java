package io.sealwright.server.mount;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.SpaceId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MountTableTest {
    private static final EngineType TYPE =
            new EngineType() {
                @Override
                public String name() {
                    return "test";
                }

                @Override
                public EngineClass engineClass() {
                    return EngineClass.SECRET;
                }

                @Override
                public List<Route> routes(Mount mount) {
                    return List.of();
                }

                @Override
                public String help() {
                    return "";
                }
            };

    private static MountTable table(String... paths) {
        return new MountTable(Stream.of(paths).map(MountTableTest::mounted).toList());
    }

    private static Mounted mounted(String path) {
        Mount mount =
                new Mount(
                        0,
                        path,
                        "test",
                        EngineClass.SECRET,
                        "test_" + path.hashCode(),
                        "",
                        new SpaceId(1),
                        "",
                        Map.of(),
                        MountConfig.NONE,
                        false,
                        false,
                        false);
        return new Mounted(mount, TYPE, new RouteIndex(List.of()));
    }

    private static @Nullable String matched(MountTable table, String path) {
        Mounted found = table.match(path);
        return found == null ? null : found.mount().path();
    }

    @ParameterizedTest
    @CsvSource({
        "secret/data/a, secret/",
        "secret, secret/",
        "secret/, secret/",
        "team/a/kv/x, team/a/kv/",
        "team/a/kv, team/a/kv/",
        "auth/token/create, auth/token/"
    })
    void theLongestMountAnswers(String path, String mount) {
        assertThat(matched(table("secret/", "team/a/kv/", "auth/token/"), path)).isEqualTo(mount);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"secrets/a", "secre", "team/a", "team/a/", "team", "auth/", "", "/secret/a"})
    void aMountIsMatchedAtASlashOnly(String path) {
        assertThat(matched(table("secret/", "team/a/kv/", "auth/token/"), path)).isNull();
    }

    @Test
    void aMountInsideAnotherOrAroundItConflicts() {
        MountTable table = table("a/b/");
        assertThat(table.conflicting("a/")).isNotNull();
        assertThat(table.conflicting("a/b/")).isNotNull();
        assertThat(table.conflicting("a/b/c/")).isNotNull();
        assertThat(table.conflicting("a/bc/")).isNull();
        assertThat(table.conflicting("b/")).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void matchesAsANaiveSearchDoes(long seed) {
        Random random = new Random(seed);
        TreeSet<String> paths = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            paths.add(randomPath(random) + "/");
        }
        MountTable table = table(paths.toArray(String[]::new));
        for (int i = 0; i < 2_000; i++) {
            String path = randomPath(random) + (random.nextBoolean() ? "/" : "/x");
            String longest =
                    paths.stream()
                            .filter(path::startsWith)
                            .max((a, b) -> Integer.compare(a.length(), b.length()))
                            .orElse(null);
            assertThat(matched(table, path)).as("seed %d, path %s", seed, path).isEqualTo(longest);
        }
    }

    private static String randomPath(Random random) {
        StringBuilder path = new StringBuilder();
        int depth = random.nextInt(1, 5);
        for (int i = 0; i < depth; i++) {
            path.append(i == 0 ? "" : "/").append((char) ('a' + random.nextInt(3)));
        }
        return path.toString();
    }
}
