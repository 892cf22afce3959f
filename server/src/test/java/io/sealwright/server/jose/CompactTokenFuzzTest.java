package io.sealwright.server.jose;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.server.testing.Signer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any text is refused as a token, or what the signature is over is the text itself; and no text is
 * signed by a key whose owner has never signed anything.
 */
class CompactTokenFuzzTest {
    private static final Signer SIGNER = Signer.curve("k", "secp256r1");
    private static final List<VerificationKey> UNUSED =
            PemKeys.parse(List.of(Signer.curve("k", "secp256r1").pem()));

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void token(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        CompactToken token;
        try {
            token = CompactToken.parse(text);
        } catch (TokenRefused refused) {
            return;
        }
        assertThat(text.strip())
                .startsWith(new String(token.signed(), StandardCharsets.US_ASCII) + ".");
        assertThat(VerificationKey.anyVerifies(UNUSED, token, SignatureAlgorithm.ALL)).isFalse();
        try {
            Claims claims = token.unverified();
            assertThat(claims.all().isObject()).isTrue();
            claims.requireAudience(List.of("x"));
        } catch (TokenRefused refused) {
            assertThat(refused.reason()).isNotEmpty();
        }
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        SIGNER.token("{\"sub\":\"a\",\"aud\":[\"x\"],\"exp\":1e3}"),
                        SIGNER.token("{\"alg\":\"ES256\",\"crit\":[\"b64\"]}", "{}"),
                        "eyJhbGciOiJub25lIn0.e30.",
                        "..",
                        "e30.e30.AA")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
