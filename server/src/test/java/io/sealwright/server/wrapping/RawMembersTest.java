package io.sealwright.server.wrapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RawMembersTest {
    private static String again(String json) {
        return JsonMapper.shared()
                .writeValueAsString(RawMembers.of(json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"a\":1.50}",
                "{\"a\":1e400,\"b\":123456789012345678901234567890}",
                "{\"a\":-0,\"b\":1E+2,\"c\":0.10}",
                "{\"a\":\"\\u00e4\\n\\/ä€😀\",\"b\":null,\"c\":true,\"d\":false}",
                "{\"a\":{\"b\":[1,2.0,{\"c\":\"}\"}]},\"d\":[]}",
                "{\"a\":[ 1 , 2 ],\"b\":{ \"x\" : 1 }}",
                "{\"a\":\"\",\"\":0}",
            })
    void everyMemberComesBackAsItCame(String json) {
        assertThat(again(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 3_999, 4_000, 4_001, 8_000, 100_000})
    void alsoAcrossTheParsersBuffers(int length) {
        String json =
                "{\"a\":\""
                        + "é".repeat(length)
                        + "\",\"n\":"
                        + "1".repeat(Math.min(length, 900))
                        + ",\"z\":[\""
                        + "x".repeat(length)
                        + "\",1]}";

        assertThat(again(json)).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{", "{\"a\":}", "{} {}", "{\"a\":1", "canary"})
    void refusesWhatIsNotOneObject(String json) {
        assertThatThrownBy(() -> again(json))
                .isInstanceOf(RequestFailure.class)
                .message()
                .doesNotContain("canary");
    }
}
