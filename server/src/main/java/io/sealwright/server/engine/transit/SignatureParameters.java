package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.Derivation;
import io.sealwright.crypto.transit.Ed25519Key;
import io.sealwright.crypto.transit.HashAlgorithm;
import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.SignatureKey;
import io.sealwright.crypto.transit.SignatureOptions;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a request wants something signed or verified. Whether it fits the key is seen with the key.
 *
 * @param named the hash's name as it was given; empty if none was
 */
record SignatureParameters(String named, SignatureOptions options) {
    static final List<Field> FIELDS =
            List.of(
                    Field.of("input", FieldType.STRING, "What is signed, in base64."),
                    CipherRoutes.CONTEXT,
                    Field.of(
                            "hash_algorithm",
                            FieldType.STRING,
                            "Of RSA and ECDSA: sha1, sha2-224 to sha2-512, sha3-224 to sha3-512; sha2-256 if absent. none, with"
                                    + " pkcs1v15 and prehashed: nothing but the input is signed. mldsa-mu, of ML-DSA with prehashed."),
                    Field.of("algorithm", FieldType.STRING, "Old name of hash_algorithm."),
                    Field.of("prehashed", FieldType.BOOL, "Whether the input is the hash already."),
                    Field.of(
                            "signature_algorithm",
                            FieldType.STRING,
                            "Of RSA: pss or pkcs1v15; pss if absent."),
                    Field.of(
                            "marshaling_algorithm",
                            FieldType.STRING,
                            "asn1, or jws for JSON Web Signatures; asn1 if absent."),
                    Field.of(
                            "salt_length",
                            FieldType.STRING,
                            "Of PSS: auto, hash, or a number of bytes; auto if absent."),
                    Batch.BATCH_INPUT);

    private static final String NONE = "none";
    private static final String MU = "mldsa-mu";

    static SignatureParameters of(Call call, String inPath) {
        String named = named(call, inPath);
        HashAlgorithm hash = HashAlgorithm.of(named.isEmpty() ? "sha2-256" : named);
        if (hash == null && !named.equals(NONE) && !named.equals(MU)) {
            throw RequestFailure.invalid(
                    "invalid hash algorithm; use sha1, sha2-224, sha2-256, sha2-384, sha2-512, sha3-224, sha3-256, sha3-384,"
                            + " sha3-512, none or mldsa-mu");
        }
        boolean jws =
                switch (call.string("marshaling_algorithm", "asn1")) {
                    case "asn1" -> false;
                    case "jws" -> true;
                    default ->
                            throw RequestFailure.invalid(
                                    "invalid marshaling type; use asn1 or jws");
                };
        return new SignatureParameters(
                named,
                new SignatureOptions(
                        hash,
                        call.bool("prehashed", false),
                        named.equals(MU),
                        call.string("signature_algorithm", ""),
                        saltLength(call.string("salt_length", "auto")),
                        jws));
    }

    private static String named(Call call, String inPath) {
        if (!inPath.isEmpty()) {
            return inPath;
        }
        String named = call.string("hash_algorithm", "");
        return named.isEmpty() ? call.string("algorithm", "") : named;
    }

    private static int saltLength(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> SignatureOptions.SALT_AUTO;
            case "hash" -> SignatureOptions.SALT_AS_HASH;
            default -> saltBytes(text);
        };
    }

    private static int saltBytes(String text) {
        try {
            int length = Integer.parseInt(text);
            if (length < SignatureOptions.SALT_AS_HASH) {
                throw RequestFailure.invalid("salt length is invalid: " + length);
            }
            return length;
        } catch (NumberFormatException e) {
            throw RequestFailure.invalid("salt length neither 'auto', 'hash', nor an int");
        }
    }

    /**
     * @throws RequestFailure if a key of this type signs nothing like this
     */
    void requireFor(KeyType type) {
        if (named.equals(MU) && (!type.mldsa() || !options.prehashed())) {
            throw RequestFailure.invalid(
                    "hash_algorithm=mldsa-mu requires prehashed=true and a ML-DSA compatible key");
        }
        if (named.equals(NONE)
                && type.signsHash()
                && (!options.prehashed() || !options.scheme().equals("pkcs1v15"))) {
            throw RequestFailure.invalid(
                    "hash_algorithm=none requires both prehashed=true and signature_algorithm=pkcs1v15");
        }
    }

    /**
     * What an item is signed or verified with: the version's key, or the one that is derived from
     * it.
     *
     * @throws RefusedException if there is no context to derive it for
     */
    static SignatureKey key(NamedKey key, KeyVersion version, byte[] context) {
        if (!(version.key() instanceof SignatureKey signing)) {
            throw new RefusedException("key type " + key.type() + " does not support signing");
        }
        if (!(signing instanceof Ed25519Key ed25519) || !key.nature().derived()) {
            return signing;
        }
        try {
            return ed25519.derived(new Derivation(key.kdf(), context, false));
        } catch (RefusedException e) {
            throw new RefusedException("error deriving key: " + e.reason());
        }
    }

    static byte[] input(Batch.Item item) {
        return Base64Text.decode(item.text("input"), "unable to decode input as base64: ");
    }

    static byte[] context(Batch.Item item) {
        return Working.Input.context(item.text("context"), "failed to base64-decode context");
    }

    /** Null if it has none. */
    static @Nullable Ed25519Key derivedKey(NamedKey key, SignatureKey signing) {
        return key.nature().derived() && signing instanceof Ed25519Key ed25519 ? ed25519 : null;
    }
}
