package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What was stored before there were OCSP and lists from a URL. */
class OlderRecordsTest {
    private static byte[] stored(String json) {
        return ("\u0001" + json).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aRoleAsksNobody() {
        RecordCodec<Role> codec = RecordCodec.of(Role.class);
        byte[] today = codec.encode(Role.unset("00", "r"));
        ObjectNode json =
                (ObjectNode)
                        JsonMapper.shared().readTree(Arrays.copyOfRange(today, 1, today.length));
        assertThat(json.remove("ocsp")).isNotNull();

        assertThat(codec.decode(stored(json.toString())).ocsp()).isEqualTo(Ocsp.OFF);
    }

    @Test
    void aListHoldsUntilItIsReplaced() {
        Crl list = RecordCodec.of(Crl.class).decode(stored("{\"serials\":[\"17\"]}"));

        assertThat(list.serials()).containsExactly("17");
        assertThat(list.origin()).isNull();
        assertThat(list.isOver(Made.NOW)).isFalse();
    }

    @Test
    void aConfigurationHasTheUsualCache() {
        Config config =
                RecordCodec.of(Config.class)
                        .decode(stored("{\"unbound\":true,\"aliasMetadata\":false}"));

        assertThat(config).isEqualTo(new Config(true, false, 0));
        assertThat(config.cachedAnswers()).isEqualTo(100);
    }
}
