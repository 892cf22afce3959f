package io.sealwright.server.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ParametersTest {
    private static Parameters of(String value) {
        ObjectNode body = (ObjectNode) JsonMapper.shared().readTree("{\"p\":" + value + "}");
        return new Parameters(body, List.of(Field.of("p", FieldType.ANY, "")));
    }

    @ParameterizedTest
    @CsvSource({"'\"5\"', 5", "5, 5", "'\"\"', 0", "null, 7"})
    void integersAlsoComeAsText(String json, long expected) {
        assertThat(of(json).integer("p", 7)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "'\"true\"', true",
        "'\"1\"', true",
        "1, true",
        "'\"f\"', false",
        "0, false"
    })
    void booleansAlsoComeAsTextAndNumber(String json, boolean expected) {
        assertThat(of(json).bool("p", !expected)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"'\"1h\"', PT1H", "60, PT1M", "'\"60\"', PT1M", "'\"\"', PT9S", "null, PT9S"})
    void durationsComeAsSecondsOrText(String json, String expected) {
        assertThat(of(json).duration("p", Duration.ofSeconds(9)))
                .isEqualTo(Duration.parse(expected));
    }

    @Test
    void listsComeAsArraysOrWithCommas() {
        assertThat(of("[\"a\",\"b\"]").strings("p")).containsExactly("a", "b");
        assertThat(of("\"a, b,\"").strings("p")).containsExactly("a", "b");
        assertThat(of("null").strings("p")).isEmpty();
    }

    @Test
    void mapsComeAsObjectsOrPairs() {
        assertThat(of("{\"a\":\"1\",\"b\":2}").stringMap("p"))
                .isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(of("\"a=1,b=2\"").stringMap("p")).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"hunter2\"", "[\"hunter2\"]", "{\"hunter2\":1}"})
    void anErrorNamesTheParameterAndNotItsValue(String json) {
        assertThatThrownBy(() -> of(json).integer("p", 0))
                .isInstanceOf(RequestFailure.class)
                .hasMessageContaining("\"p\"")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void readingAnUndeclaredParameterIsABug() {
        assertThatThrownBy(() -> of("1").string("q", "")).isInstanceOf(IllegalStateException.class);
    }
}
