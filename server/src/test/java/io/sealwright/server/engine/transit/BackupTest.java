package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.crypto.transit.KeyType;
import io.sealwright.server.engine.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that leave as a backup and come back, and such of OpenBao. */
class BackupTest {
    private static final String INPUT = "aGVsbG8=";

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

    static List<OpenBaoKeys.Made> made() {
        return OpenBaoKeys.all();
    }

    static Stream<KeyType> types() {
        return Stream.of(KeyType.values())
                .filter(type -> type != KeyType.RSA_3072 && type != KeyType.RSA_4096);
    }

    private static void restore(String backup) {
        node.post("restore/k", "{\"backup\":\"" + backup + "\"}");
    }

    @ParameterizedTest
    @MethodSource("made")
    void whatOpenBaoEncryptedAndSignedIsReadHere(OpenBaoKeys.Made made) {
        restore(made.backup());
        for (String ciphertext : made.ciphertexts()) {
            assertThat(decrypted(ciphertext, made.context())).isEqualTo(made.plaintext());
        }
        made.signatures().forEach(signature -> valid("signature", signature, made.context()));
        made.hmacs().forEach(hmac -> valid("hmac", hmac, ""));
        if (made.convergent()) {
            Reply reply =
                    node.post(
                            "encrypt/k",
                            "{\"plaintext\":\""
                                    + made.plaintext()
                                    + "\",\"context\":\""
                                    + made.context()
                                    + "\"}");
            assertThat(reply.text("/ciphertext")).isEqualTo(made.ciphertexts().getLast());
        }
    }

    private static String decrypted(String ciphertext, String context) {
        return node.post(
                        "decrypt/k",
                        "{\"ciphertext\":\"" + ciphertext + "\",\"context\":\"" + context + "\"}")
                .text("/plaintext");
    }

    private static void valid(String what, String text, String context) {
        String body =
                "{\"input\":\"%s\",\"%s\":\"%s\",\"context\":\"%s\"}"
                        .formatted(INPUT, what, text, context);
        assertThat(node.post("verify/k", body).text("/valid")).isEqualTo("true");
    }

    @ParameterizedTest
    @MethodSource("types")
    void aKeyComesBackWithAllItsVersions(KeyType type) {
        node.post(
                "keys/k",
                "{\"type\":\""
                        + type.label()
                        + "\",\"exportable\":true,\"allow_plaintext_backup\":true"
                        + (type == KeyType.HMAC ? ",\"key_size\":40}" : "}"));
        String before = use(type);
        node.post("keys/k/rotate", "{}");
        node.post("keys/k/config", "{\"min_decryption_version\":2}");
        String after = use(type);
        String backup = node.get("backup/k").text("/backup");
        Reply described = node.get("keys/k");
        node.mount();
        restore(backup);
        Reply back = node.get("keys/k");
        for (String name : described.names("")) {
            assertThat(back.text("/" + name)).isEqualTo(described.text("/" + name));
        }
        assertThat(back.text("/restore_info/version")).isEqualTo("2");
        check(type, after);
        node.post("keys/k/config", "{\"min_decryption_version\":1}");
        check(type, before);
        assertThat(node.items()).isEqualTo(2);
    }

    private static String use(KeyType type) {
        if (type.encrypts()) {
            return node.encrypt("k", "hello");
        }
        String body = "{\"input\":\"" + INPUT + "\"}";
        return type.signs()
                ? node.post("sign/k", body).text("/signature")
                : node.post("hmac/k", body).text("/hmac");
    }

    private static void check(KeyType type, String made) {
        if (type.encrypts()) {
            assertThat(node.decrypt("k", made)).isEqualTo("hello");
        } else {
            valid(type.signs() ? "signature" : "hmac", made, "");
        }
    }

    @Test
    void aKeyIsReplacedOnlyByForce() {
        node.create("k", "aes256-gcm96");
        String backup = node.get("backup/k").text("/backup");
        String ciphertext = node.encrypt("k", "hello");
        node.post("keys/k/rotate", "{}");
        assertThat(node.refused("restore", "{\"backup\":\"" + backup + "\"}"))
                .isEqualTo("key \"k\" already exists");
        node.post("restore", "{\"backup\":\"" + backup + "\",\"force\":true}");
        assertThat(node.latest("k")).isEqualTo(1);
        assertThat(node.items()).isEqualTo(1);
        assertThat(node.decrypt("k", ciphertext)).isEqualTo("hello");
    }

    @Test
    void aTrimmedKeyKeepsItsNumbers() {
        node.create("k", "aes256-gcm96");
        for (int i = 0; i < 4; i++) {
            node.post("keys/k/rotate", "{}");
        }
        node.post("keys/k/config", "{\"min_decryption_version\":4,\"min_encryption_version\":4}");
        node.post("keys/k/trim", "{\"min_available_version\":3}");
        String ciphertext = node.encrypt("k", "hello");
        String backup = node.get("backup/k").text("/backup");
        node.mount();
        restore(backup);
        assertThat(node.items()).isEqualTo(3);
        assertThat(node.get("keys/k").text("/min_available_version")).isEqualTo("3");
        assertThat(node.decrypt("k", ciphertext)).isEqualTo("hello");
        node.post("keys/k/config", "{\"min_decryption_version\":3}");
        assertThat(node.refused("keys/k/config", "{\"min_decryption_version\":2}"))
                .contains("min available version");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | the backup is not valid JSON",
                "{} | the backup holds no key",
                "{'policy':1} | the backup holds no key",
                "{'policy':{}} | the backup is of a key of an unknown type",
                "{'policy':{'type':99}} | the backup is of a key of an unknown type",
                "{'policy':{'type':-1}} | the backup is of a key of an unknown type",
                "{'policy':{'type':0}} | the numbers of the backup's versions do not fit together, or are more than 10000",
                "{'policy':{'type':0,'latest_version':20000,'min_decryption_version':1}} | the numbers of the backup's versions do not fit together, or are more than 10000",
                "{'policy':{'type':0,'latest_version':1.5}} | the backup's latest_version is no number of a version",
                "{'policy':{'type':0,'latest_version':1,'min_decryption_version':1}} | the backup lacks version 1",
                "{'policy':{'type':0,'latest_version':1,'min_decryption_version':1,'keys':{'1':{'key':'AAAA','hmac_key':'AAAA','time':'2026-01-01T00:00:00Z'}}}} | invalid key size 3 bytes for key type aes256-gcm96"
            })
    void whatIsNoBackupIsRefused(String json, String error) {
        String backup = TransitNode.base64(json.replace('\'', '"'));
        assertThat(node.refused("restore/k", "{\"backup\":\"" + backup + "\"}")).isEqualTo(error);
        assertThat(node.harness.get("t/keys/k").status()).isEqualTo(404);
        assertThat(node.items()).isZero();
    }

    @Test
    void aBackupMustBeAllowedTwice() {
        node.post("keys/k", "{\"exportable\":true}");
        assertThat(node.harness.get("t/backup/k").errors())
                .containsExactly("plaintext backup is disallowed on the policy");
        node.post("keys/j", "{\"allow_plaintext_backup\":true}");
        assertThat(node.harness.get("t/backup/j").errors())
                .containsExactly("exporting is disallowed on the policy");
    }
}
