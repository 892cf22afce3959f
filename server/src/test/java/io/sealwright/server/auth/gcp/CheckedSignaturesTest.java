package io.sealwright.server.auth.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.testing.Signer;
import org.junit.jupiter.api.Test;

/** What was checked once is not checked again, and there is an end to what is remembered. */
final class CheckedSignaturesTest {
    private final CheckedSignatures checked = new CheckedSignatures();
    private final Signer signer = Signer.rsa("k", 2_048);
    private final AccountKey key = key(signer);

    private static AccountKey key(Signer of) {
        return new AccountKey("k", "e", "u", of.keys().getPublic().getEncoded(), 0, 0);
    }

    private Assertion check(String token, AccountKey with) {
        return checked.of(CheckedSignatures.id(token), CompactToken.parse(token), with);
    }

    @Test
    void theSameTokenIsCheckedOnce() {
        String token = signer.token("{\"n\":1}");
        assertThat(check(token, key)).isSameAs(check(token, key));
        assertThat(checked.size()).isEqualTo(1);
        checked.clear();
        assertThat(checked.size()).isZero();
    }

    @Test
    void aWrongSignatureIsNotKept() {
        String token = Signer.rsa("k", 2_048).token("{}");
        assertThatThrownBy(() -> check(token, key)).isInstanceOf(TokenRefused.class);
        assertThat(checked.size()).isZero();
    }

    @Test
    void theOldestGoFirst() {
        for (int i = 0; i < CheckedSignatures.MAX + 10; i++) {
            check(signer.token("{\"n\":" + i + "}"), key);
        }
        assertThat(checked.size()).isEqualTo(CheckedSignatures.MAX);
    }
}
