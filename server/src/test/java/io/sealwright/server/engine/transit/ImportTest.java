package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.crypto.transit.KeyExport;
import io.sealwright.crypto.transit.KeyImport;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.KeyWrap;
import io.sealwright.crypto.transit.RsaKey;
import io.sealwright.crypto.transit.SignatureKey;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.storage.SpaceId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that were made elsewhere; the wrapping key costs seconds, so that there is one mount. */
class ImportTest {
    private static TransitNode node;
    private static RsaKey wrapping;

    @BeforeAll
    static void open() {
        node = new TransitNode();
        String pem = node.get("wrapping_key").text("/public_key");
        wrapping = (RsaKey) KeyImport.publicKey(KeyType.RSA_4096, pem);
    }

    @AfterAll
    static void close() {
        node.close();
    }

    private static VersionKey fresh(KeyType type) {
        return VersionKey.generate(type, 40, node.harness.random());
    }

    private static byte[] secret(VersionKey key) {
        return key instanceof SignatureKey signing ? KeyExport.pkcs8(signing) : key.privatePart();
    }

    private static String wrapped(String hash, VersionKey key) {
        return Base64.getEncoder().encodeToString(KeyWrap.with(hash).wrap(wrapping, secret(key)));
    }

    private static String body(KeyType type, String ciphertext, String more) {
        return "{\"type\":\""
                + type.label()
                + "\",\"ciphertext\":\""
                + ciphertext
                + "\""
                + more
                + "}";
    }

    private static String pem(VersionKey key) {
        byte[] pem = KeyExport.publicKey((SignatureKey) key, KeyExport.Format.PEM);
        return new String(pem, StandardCharsets.US_ASCII).replace("\n", "\\n");
    }

    /** As when the request's time is over before the key is there. */
    @Test
    void aKeyThatWasMadeTooLateIsThereForTheNextRequest() {
        WrappingKey keys = new WrappingKey(node.harness.random());
        SpaceId space = SpaceId.random(node.harness.random());
        AtomicReference<RsaKey> late = new AtomicReference<>();
        assertThatThrownBy(() ->
                        node.harness.transact(transaction -> {
                            late.set(keys.of(new Place(transaction, 0, space), node.harness.now()));
                            throw new IllegalStateException("too late");
                        }))
                .hasMessage("too late");
        RsaKey next =
                node.harness.transact(transaction ->
                        keys.of(new Place(transaction, 0, space), node.harness.now()));
        assertThat(next.publicPart()).isEqualTo(late.get().publicPart());
    }

    @Test
    void theWrappingKeyStays() {
        long index = node.index();
        String pem = node.get("wrapping_key").text("/public_key");
        assertThat(KeyImport.publicKey(KeyType.RSA_4096, pem).publicPart())
                .isEqualTo(wrapping.publicPart());
        assertThat(node.index()).isEqualTo(index);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RSA_3072", "RSA_4096"})
    void aWrappedKeyIsTheSameHere(KeyType type) {
        VersionKey key = fresh(type);
        String name = "all-" + type.label();
        node.post(
                "keys/" + name + "/import",
                body(type, wrapped("SHA256", key), ",\"exportable\":true"));
        VersionKey here =
                node.harness.transact(transaction ->
                        node.keys.latest(node.place(transaction), node.stored(name)).key());
        assertThat(here.privatePart()).isEqualTo(key.privatePart());
        assertThat(here.publicPart()).isEqualTo(key.publicPart());
        assertThat(node.get("keys/" + name).text("/imported_key")).isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "sha512"})
    void everyHashOfOaep(String hash) {
        VersionKey key = fresh(KeyType.AES256_GCM96);
        node.post(
                "keys/oaep-" + hash + "/import",
                body(
                        KeyType.AES256_GCM96,
                        wrapped(hash, key),
                        ",\"hash_function\":\"" + hash + "\""));
    }

    @Test
    void whatWasNotWrappedForItIsRefusedInOneWay() {
        KeyType type = KeyType.AES256_GCM96;
        byte[] good = Base64.getDecoder().decode(wrapped("SHA256", fresh(type)));
        String decryption =
                "error importing key: failed to RSA decrypt the ciphertext: crypto/rsa: decryption error";
        String unwrapping =
                "error importing key: the key is not wrapped under the ephemeral AES key";
        for (int i = 0; i < 512; i += 73) {
            assertThat(refused(changed(good, i))).isEqualTo(decryption);
        }
        for (int i = 512; i < good.length; i += 7) {
            assertThat(refused(changed(good, i))).isEqualTo(unwrapping);
        }
        assertThat(refused(new byte[0])).contains("too short");
        assertThat(refused(new byte[512])).contains("too short");
        assertThat(refused(new byte[520])).isEqualTo(decryption);
        assertThat(node.harness.get("t/keys/wrong").status()).isEqualTo(404);
    }

    private static byte[] changed(byte[] good, int at) {
        byte[] changed = good.clone();
        changed[at] ^= 1;
        return changed;
    }

    private static String refused(byte[] wrapped) {
        String text = Base64.getEncoder().encodeToString(wrapped);
        return node.refused("keys/wrong/import", body(KeyType.AES256_GCM96, text, ""));
    }

    @Test
    void aKeyOfAnotherTypeIsRefused() {
        String ec = wrapped("SHA256", fresh(KeyType.ECDSA_P256));
        for (KeyType type :
                new KeyType[] {
                    KeyType.RSA_2048,
                    KeyType.ECDSA_P384,
                    KeyType.ED25519,
                    KeyType.AES256_GCM96,
                    KeyType.MLDSA_44
                }) {
            assertThat(node.refused("keys/wrong/import", body(type, ec, "")))
                    .startsWith("error importing key: ");
        }
    }

    @Test
    void aPublicKeyVerifiesUntilItsPrivateKeyComes() {
        VersionKey key = fresh(KeyType.ECDSA_P256);
        node.post(
                "keys/open/import",
                "{\"type\":\"ecdsa-p256\",\"public_key\":\"" + pem(key) + "\"}");
        assertThat(node.refused("sign/open", "{\"input\":\"\"}")).isNotEmpty();
        String other = wrapped("SHA256", fresh(KeyType.ECDSA_P256));
        assertThat(
                        node.refused(
                                "keys/open/import_version",
                                "{\"version\":1,\"ciphertext\":\"" + other + "\"}"))
                .isEqualTo("cannot import key, key pair does not match");
        String own = wrapped("SHA256", key);
        node.post("keys/open/import_version", "{\"version\":1,\"ciphertext\":\"" + own + "\"}");
        assertThat(node.post("sign/open", "{\"input\":\"\"}").text("/signature"))
                .startsWith("vault:v1:");
        assertThat(node.latest("open")).isEqualTo(1);
        node.post("keys/open/import_version", "{\"ciphertext\":\"" + other + "\"}");
        assertThat(node.latest("open")).isEqualTo(2);
    }

    @Test
    void anImportedKeyRotatesOnlyIfThatWasAllowed() {
        KeyType type = KeyType.AES256_GCM96;
        node.post("keys/fixed/import", body(type, wrapped("SHA256", fresh(type)), ""));
        assertThat(node.refused("keys/fixed/rotate", "{}"))
                .isEqualTo("imported key fixed does not allow rotation within Vault");
        node.post(
                "keys/free/import",
                body(type, wrapped("SHA256", fresh(type)), ",\"allow_rotation\":true"));
        node.post("keys/free/rotate", "{}");
        assertThat(node.latest("free")).isEqualTo(2);
        assertThat(node.get("keys/free").text("/imported_key")).isEqualTo("false");
        String more = "{\"ciphertext\":\"" + wrapped("SHA256", fresh(type)) + "\"}";
        assertThat(node.refused("keys/free/import_version", more))
                .isEqualTo("the import_version endpoint can only be used with an imported key");
        node.post("keys/fixed/import_version", more);
        assertThat(node.latest("fixed")).isEqualTo(2);
    }
}
