package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any body is refused as an invalid request, or means the same after it was read and written, to us
 * and to a reader that knows nothing of ours.
 */
class StrictJsonFuzzTest {
    private static final int LONGEST = 4_096;
    private static final JsonMapper REFERENCE =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final StrictJson json = new StrictJson(StrictJsonTest.LIMITS);

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void body(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return;
        }
        ObjectNode read;
        try {
            read = json.read(bytes);
        } catch (RequestFailure refused) {
            assertThat(refused.failure()).isInstanceOf(Failure.InvalidRequest.class);
            return;
        }
        byte[] written = written(read);
        assertThat(written(json.read(written))).isEqualTo(written);
        JsonNode before = REFERENCE.readTree(bytes);
        if (before.isNull()) {
            assertThat(read.isEmpty()).isTrue();
        } else {
            assertThat(REFERENCE.readTree(written)).isEqualTo(before);
        }
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "null",
                        "{\"a\": [1, -0, 1.50, 1e+5, 18446744073709551616], \"b\": {\"\": null}}",
                        "{\"s\": \"\\ud83d\\ude00\\n\\u0000\u20ac\", \"t\": [true, false, []]}")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] written(ObjectNode node) {
        try (JsonBytes out = new JsonBytes()) {
            out.node(node);
            return out.copy();
        }
    }
}
