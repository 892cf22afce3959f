package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormReaderTest {
    private final FormReader forms = new FormReader(StrictJsonTest.LIMITS);

    private String read(String text) {
        return forms.read(text.getBytes(StandardCharsets.ISO_8859_1)).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a=1             | {"a":"1"}
                    a=1&b=2         | {"a":"1","b":"2"}
                    a               | {"a":""}
                    a=              | {"a":""}
                    =1              | {"":"1"}
                    &&a=1&          | {"a":"1"}
                    a=1&a=2&a=3     | {"a":["1","2","3"]}
                    a=b=c           | {"a":"b=c"}
                    a+b=c+d         | {"a b":"c d"}
                    a%20=%C3%BC%26  | {"a ":"ü&"}
                    a%=             | REFUSED
                    a=%2            | REFUSED
                    a=%zz           | REFUSED
                    a=%ff           | REFUSED
                    a=%c0%af        | REFUSED
                    """)
    void pairs(String text, String expected) {
        if (expected.equals("REFUSED")) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(RequestFailure.class);
        } else {
            assertThat(read(text)).isEqualTo(expected);
        }
    }

    @Test
    void nothingIsNothing() {
        assertThat(read("")).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 5_001})
    void thePairsAreLimited(int pairs) {
        String text = "a=1&".repeat(pairs);
        if (pairs > 5_000) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(RequestFailure.class);
        } else {
            assertThat(read(text)).hasSizeGreaterThan(pairs);
        }
    }
}
