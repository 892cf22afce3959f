package io.sealwright.server.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteIndexTest {
    private static RouteIndex index(String... patterns) {
        List<Route> routes =
                Stream.of(patterns).map(pattern -> Route.at(pattern, "").build()).toList();
        return new RouteIndex(routes);
    }

    private static final RouteIndex INDEX =
            index(
                    "config",
                    "data/{path...}",
                    "roles/{name}",
                    "roles/{name}/id",
                    "roles/default",
                    "mounts/{path...}",
                    "mounts/{path}/tune",
                    "");

    @ParameterizedTest
    @CsvSource({
        "config, config",
        "data/a/b/c, data/{path...}",
        "data/, data/{path...}",
        "data/a/, data/{path...}",
        "roles/x, roles/{name}",
        "roles/default, roles/default",
        "roles/default/id, roles/{name}/id",
        "mounts/a/tune, mounts/{path}/tune",
        "mounts/a/b/tune, mounts/{path...}",
        "'', ''"
    })
    void theMostLiteralRouteWins(String path, String pattern) {
        RouteIndex.Match match = INDEX.find(path);
        assertThat(match).isNotNull();
        assertThat(match.route().pattern()).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "config/",
                "config/x",
                "roles",
                "roles/",
                "roles/a/b",
                "/config",
                "data",
                "roles//id"
            })
    void whatNoRouteDeclaresIsNotFound(String path) {
        assertThat(INDEX.find(path)).isNull();
    }

    @Test
    void parametersKeepEveryByteOfThePath() {
        RouteIndex.Match match = INDEX.find("data/ä b/../%2f/");
        assertThat(match).isNotNull();
        assertThat(match.parameters()).isEqualTo(Map.of("path", "ä b/../%2f/"));
    }

    @Test
    void aFailedAttemptLeavesNoParameterBehind() {
        RouteIndex.Match match = index("{a}/x/{b}", "{rest...}").find("1/x/2/3");
        assertThat(match).isNotNull();
        assertThat(match.parameters()).isEqualTo(Map.of("rest", "1/x/2/3"));
    }

    @Test
    void twoRoutesOfOnePatternAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> index("a/{b}", "a/{c}"));
        assertThatIllegalArgumentException().isThrownBy(() -> index("a/{b...}", "a/{c...}"));
    }
}
