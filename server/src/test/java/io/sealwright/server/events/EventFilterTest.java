package io.sealwright.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {
    @ParameterizedTest
    @CsvSource({
        "*, true",
        "kv*, true",
        "kv-v2/data-*, true",
        "kv-v2/data-write, true",
        "kv-v2/*-write, true",
        "kv-v2/data, false",
        "kv-v1/*, false",
        "KV-V2/data-write, false",
        "secret/*, false"
    })
    void typesArePatterns(String pattern, boolean wanted) {
        EventFilter filter = new EventFilter(List.of(pattern), List.of(), List.of(), "");
        assertThat(filter.wants(EventSamples.write("secret/data/a", Instant.EPOCH), ""))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        // seen from, pattern, the event's namespace, wanted
        "'', '', '', true",
        "'', '', 'a/', false",
        "'', 'a', 'a/', true",
        "'', 'a', 'a/b/', false",
        "'', '*', 'a/b/', true",
        "'a/', '', 'a/', true",
        "'a/', '', '', false",
        "'a/', 'b', 'a/b/', true",
        "'a/', '*', 'ab/', false",
        "'a/', '*', '', false",
        "'a/', '*', 'b/', false"
    })
    void othersNamespacesAreHeardOfOnlyIfNamedAndWithin(
            String base, String pattern, String namespace, boolean wanted) {
        EventFilter filter =
                new EventFilter(
                        List.of("*"),
                        pattern.isEmpty() ? List.of() : List.of(pattern),
                        List.of(),
                        base);
        assertThat(filter.wants(EventSamples.write("secret/data/a", Instant.EPOCH), namespace))
                .isEqualTo(wanted);
    }

    @ParameterizedTest
    @CsvSource({
        "secret/data/app/*, secret/data/app/db, true",
        "secret/data/app/*, secret/data/apps, false"
    })
    void pathsArePatterns(String pattern, String path, boolean wanted) {
        EventFilter filter = new EventFilter(List.of("*"), List.of(), List.of(pattern), "");
        assertThat(filter.wants(EventSamples.write(path, Instant.EPOCH), "")).isEqualTo(wanted);
    }
}
