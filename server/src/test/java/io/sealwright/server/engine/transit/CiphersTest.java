package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.engine.Reply;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What encrypting and decrypting cost the store, and what they refuse. */
class CiphersTest {
    private static TransitNode node;

    @BeforeAll
    static void open() {
        node = new TransitNode();
    }

    @AfterAll
    static void close() {
        node.close();
    }

    @BeforeEach
    void mount() {
        node.mount();
    }

    @Test
    void onlyTheFirstUseOfAMissingKeyWrites() {
        String body = "{\"plaintext\":\"aGVsbG8=\"}";
        assertThat(node.post("encrypt/k", body).operation()).isEqualTo(Operation.CREATE);
        long index = node.index();
        Reply second = node.post("encrypt/k", body);
        assertThat(second.operation()).isEqualTo(Operation.UPDATE);
        String ciphertext = second.text("/ciphertext");
        assertThat(node.decrypt("k", ciphertext)).isEqualTo("hello");
        node.post("rewrap/k", "{\"ciphertext\":\"" + ciphertext + "\"}");
        node.post("datakey/plaintext/k", "{}");
        node.post("hmac/k", "{\"input\":\"aGVsbG8=\"}");
        node.get("keys/k");
        assertThat(node.index()).as("nothing of this went through the log").isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecdsa-p256", "ed25519", "rsa-2048", "mldsa-44"})
    void signingWritesNothing(String type) {
        node.create("k", type);
        long index = node.index();
        String signature = node.post("sign/k", "{\"input\":\"aGVsbG8=\"}").text("/signature");
        Reply verified =
                node.post(
                        "verify/k", "{\"input\":\"aGVsbG8=\",\"signature\":\"" + signature + "\"}");
        assertThat(verified.text("/valid")).isEqualTo("true");
        assertThat(node.index()).isEqualTo(index);
    }

    @Test
    void aFailedEncryptionMakesNoKey() {
        for (String body :
                new String[] {
                    "{\"plaintext\":\"!\"}",
                    "{\"plaintext\":\"\",\"key_version\":2}",
                    "{\"plaintext\":\"\",\"type\":\"rsa-2048\"}",
                    "{\"plaintext\":\"\",\"convergent_encryption\":true}"
                }) {
            node.refused("encrypt/k", body);
            assertThat(node.harness.get("t/keys/k").status()).isEqualTo(404);
        }
        assertThat(node.items()).isZero();
    }

    @Test
    void ciphertextsOfAnotherKeyAreRefusedLikeTamperedOnes() {
        node.create("a", "aes256-gcm96");
        node.create("b", "aes256-gcm96");
        String ciphertext = node.encrypt("a", "hello");
        int middle = ciphertext.length() - 12;
        char other = ciphertext.charAt(middle) == 'A' ? 'B' : 'A';
        String tampered =
                ciphertext.substring(0, middle) + other + ciphertext.substring(middle + 1);
        String error = "cipher: message authentication failed";
        assertThat(decryption("b", ciphertext)).isEqualTo(error);
        assertThat(decryption("a", tampered)).isEqualTo(error);
        assertThat(decryption("a", ciphertext.replace(":v1:", ":v2:")))
                .isEqualTo("invalid ciphertext: version is too new");
        // Of the time before versions were counted from one.
        assertThat(node.decrypt("a", ciphertext.replace(":v1:", ":v0:"))).isEqualTo("hello");
    }

    private static String decryption(String name, String ciphertext) {
        return node.refused("decrypt/" + name, "{\"ciphertext\":\"" + ciphertext + "\"}");
    }

    @Test
    void whatAnRsaKeyCannotDecryptHasOneAnswer() {
        node.create("k", "rsa-2048");
        Set<String> errors = new HashSet<>();
        for (String wrong : new String[] {"", "AAAA", "A".repeat(344), "/".repeat(344)}) {
            errors.add(decryption("k", "vault:v1:" + wrong));
        }
        assertThat(errors)
                .containsExactly(
                        "failed to RSA decrypt the ciphertext: crypto/rsa: decryption error");
    }

    @Test
    void aBatchHasABound() {
        node.create("k", "aes256-gcm96");
        Reply most = node.post("encrypt/k", batch(Batch.MAX_ITEMS));
        assertThat(most.at("/batch_results")).hasSize(Batch.MAX_ITEMS);
        String error =
                "batch_input has more than " + Batch.MAX_ITEMS + " items; send several requests";
        String beyond = batch(Batch.MAX_ITEMS + 1);
        for (String path : new String[] {"encrypt", "decrypt", "rewrap", "hmac"}) {
            assertThat(node.refused(path + "/k", beyond)).isEqualTo(error);
        }
    }

    private static String batch(int items) {
        return IntStream.range(0, items)
                .mapToObj(i ->
                        "{\"plaintext\":\"aGVsbG8=\",\"associated_data\":\"aGVsbG8=\",\"reference\":\"r"
                                + i
                                + "\"}")
                .collect(Collectors.joining(",", "{\"batch_input\":[", "]}"));
    }

    @Test
    void aContextHasABound() {
        node.post("keys/k", "{\"derived\":true}");
        assertThat(node.post("encrypt/k", derived(Working.MAX_CONTEXT)).text("/ciphertext"))
                .startsWith("vault:v1:");
        assertThat(node.refused("encrypt/k", derived(Working.MAX_CONTEXT + 1)))
                .isEqualTo("the context is longer than 65536 bytes");
        assertThat(node.refused("encrypt/k", "{\"plaintext\":\"\"}"))
                .startsWith("missing 'context' for key derivation");
    }

    private static String derived(int context) {
        return "{\"plaintext\":\"aGVsbG8=\",\"context\":\""
                + TransitNode.base64("c".repeat(context))
                + "\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "random/131072,200",
        "random/131073,400",
        "random/0,400",
        "random/-1,400",
        "random/x,400"
    })
    void randomBytesHaveABound(String path, int status) {
        assertThat(node.harness.post("t/" + path, "{}").status()).isEqualTo(status);
    }

    @Test
    void namesHaveABound() {
        assertThat(node.encrypt("k".repeat(KeyNames.MAX_LENGTH), "")).startsWith("vault:");
        assertThat(
                        node.refused(
                                "encrypt/" + "k".repeat(KeyNames.MAX_LENGTH + 1),
                                "{\"plaintext\":\"\"}"))
                .isEqualTo("the name is longer than 256 characters");
    }

    @Test
    void textsOfRequestsAreNotRepeatedInErrors() {
        String secret = "s3cr3t";
        node.create("k", "aes256-gcm96");
        for (String body :
                new String[] {
                    "{\"plaintext\":\"" + secret + "!\"}",
                    "{\"plaintext\":[\"" + secret + "\"]}",
                    "{\"plaintext\":\"\",\"context\":\"" + secret + "!\"}",
                    "{\"plaintext\":\"\",\"key_version\":\"" + secret + "\"}",
                    "{\"batch_input\":\"" + secret + "\"}",
                    "{\"batch_input\":[\"" + secret + "\"]}",
                    "{\"batch_input\":[{\"plaintext\":{\"" + secret + "\":1}}]}"
                }) {
            assertThat(node.refused("encrypt/k", body)).isNotEmpty().doesNotContain(secret);
        }
    }

    @Test
    void aConvergentKeyGivesEqualCiphertextsForEqualContextsAlone() {
        node.post("keys/k", "{\"derived\":true,\"convergent_encryption\":true}");
        String one = convergent("a", "hello");
        assertThat(convergent("a", "hello")).isEqualTo(one);
        assertThat(convergent("b", "hello")).isNotEqualTo(one);
        assertThat(convergent("a", "other")).isNotEqualTo(one);
        node.post("keys/k/rotate", "{}");
        assertThat(convergent("a", "hello")).startsWith("vault:v2:");
    }

    private static String convergent(String context, String text) {
        return node.post(
                        "encrypt/k",
                        "{\"plaintext\":\""
                                + TransitNode.base64(text)
                                + "\",\"context\":\""
                                + TransitNode.base64(context)
                                + "\"}")
                .text("/ciphertext");
    }
}
