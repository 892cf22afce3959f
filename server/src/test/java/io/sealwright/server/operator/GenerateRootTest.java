package io.sealwright.server.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.spi.RequestFailure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class GenerateRootTest {
    private static final String TOKEN = "hvs.ABCDEFGHIJKLMNOPQRSTUVWX";

    private final SharedNode node = new SharedNode();
    private int made;
    private final GenerateRoot generate = new GenerateRoot(node.current, _ -> token(), node.random);

    private String token() {
        made++;
        return TOKEN;
    }

    @AfterEach
    void close() {
        node.close();
    }

    private ObjectNode give(String nonce, int share) {
        return generate.update(nonce, node.shares.get(share), SharedNode.soon());
    }

    private static String decoded(String encoded, String otp) {
        byte[] bytes = Base64.getDecoder().decode(encoded);
        byte[] pad = otp.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= pad[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void enoughSharesMakeATokenThatTheOtpDecodes() {
        ObjectNode started = generate.start("");
        String nonce = started.path("nonce").stringValue();

        assertThat(started.path("otp").stringValue()).matches("[0-9A-Za-z]{28}");
        assertThat(started.path("otp_length").intValue()).isEqualTo(28);
        assertThat(give(nonce, 2).path("progress").intValue()).isEqualTo(1);
        assertThat(generate.status().path("otp").stringValue()).isEmpty();
        ObjectNode done = give(nonce, 0);

        assertThat(done.path("complete").booleanValue()).isTrue();
        assertThat(done.path("encoded_token").stringValue()).doesNotEndWith("=");
        assertThat(
                        decoded(
                                done.path("encoded_token").stringValue(),
                                started.path("otp").stringValue()))
                .isEqualTo(TOKEN);
        assertThat(generate.status().path("started").booleanValue()).isFalse();
        assertThat(made).isEqualTo(1);
    }

    @Test
    void aChosenOtpIsNotRepeated() {
        String otp = "0123456789012345678901234567";
        ObjectNode started = generate.start(otp);

        assertThat(started.toString()).doesNotContain(otp);
        give(started.path("nonce").stringValue(), 0);
        ObjectNode done = give(started.path("nonce").stringValue(), 1);

        assertThat(decoded(done.path("encoded_token").stringValue(), otp)).isEqualTo(TOKEN);
    }

    @Test
    void anOtpOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> generate.start("short")).isInstanceOf(RequestFailure.class);
        assertThat(generate.status().path("started").booleanValue()).isFalse();
    }

    @Test
    void sharesWithoutTheNonceOrOfAnotherSealMakeNothing() {
        String nonce = generate.start("").path("nonce").stringValue();
        byte[] forged = node.shares.get(1).clone();
        forged[31] ^= 0x40;

        assertThatThrownBy(() -> give("", 0))
                .isInstanceOf(RequestFailure.class)
                .hasMessageNotContaining(nonce);
        give(nonce, 0);
        assertThatThrownBy(() -> generate.update(nonce, forged, SharedNode.soon()))
                .isInstanceOf(RequestFailure.class);

        assertThat(made).isZero();
    }

    @Test
    void cancellingWithoutATokenNeedsTheNonce() {
        String nonce = generate.start("").path("nonce").stringValue();

        assertThatThrownBy(() -> generate.cancel("x")).isInstanceOf(RequestFailure.class);
        generate.cancel(nonce);

        assertThat(generate.status().path("started").booleanValue()).isFalse();
        assertThatThrownBy(() -> give(nonce, 0)).isInstanceOf(RequestFailure.class);
    }

    @Test
    void aSealEndsIt() {
        generate.start("");

        generate.sealing();

        assertThat(generate.status().path("started").booleanValue()).isFalse();
    }

    @Test
    void notAShareAtAll() {
        String nonce = generate.start("").path("nonce").stringValue();

        for (int length : new int[] {0, 1, 32, 34, 500}) {
            assertThatThrownBy(() -> generate.update(nonce, new byte[length], SharedNode.soon()))
                    .isInstanceOf(RequestFailure.class);
        }
    }
}
