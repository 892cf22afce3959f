package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.AeadKey;
import io.sealwright.crypto.transit.Derivation;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.RsaKey;
import io.sealwright.crypto.transit.VersionKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encrypting and decrypting under a key, in one transaction: which version, whether it may be used,
 * and in what form. Errors are the peer's.
 */
final class Working {
    /** Longest context, in bytes. */
    static final int MAX_CONTEXT = 64 << 10;

    static final String SOFT_DELETED = "refusing to use soft-deleted key";
    static final String TOO_OLD =
            "ciphertext or signature version is disallowed by policy (too old)";

    private static final int CONVERGENT_VERSION = 3;

    private final NamedKeys keys;
    private final Place place;
    private final NamedKey key;

    Working(NamedKeys keys, Place place, NamedKey key) {
        this.keys = keys;
        this.place = place;
        this.key = key;
    }

    NamedKey key() {
        return key;
    }

    /** What a caller gives besides the text. */
    record Input(byte[] context, byte[] associatedData) {
        private static final byte[] NONE = {};

        /**
         * @throws RefusedException if one of them is not base64 or too long
         */
        static Input of(NamedKey key, Batch.Item item, String place) {
            byte[] context = context(item.text("context"), "");
            String data = item.text("associated_data");
            if (data.isEmpty()) {
                return new Input(context, NONE);
            }
            if (!key.type().aead()) {
                throw new RefusedException(
                        "'"
                                + place
                                + "associated_data' provided for non-AEAD cipher suite "
                                + key.type());
            }
            return new Input(
                    context, Base64Text.decode(data, "unable to decode associated_data: "));
        }

        static byte[] context(String text, String error) {
            if (text.isEmpty()) {
                return NONE;
            }
            byte[] context;
            try {
                context = Base64Text.decode(text);
            } catch (RefusedException e) {
                throw error.isEmpty() ? e : new RefusedException(error);
            }
            if (context.length > MAX_CONTEXT) {
                throw new RefusedException("the context is longer than " + MAX_CONTEXT + " bytes");
            }
            return context;
        }

        @Override
        public String toString() {
            return "Input";
        }
    }

    void requireUsable() {
        if (key.permissions().softDeleted()) {
            throw new RefusedException(SOFT_DELETED);
        }
    }

    void requireEncrypting() {
        requireUsable();
        if (!key.type().encrypts()) {
            throw new RefusedException(
                    "message encryption not supported for key type " + key.type());
        }
    }

    /** The number of the version to encrypt with: 0 stands for the latest. */
    int encryptionVersion(int wanted) {
        NamedKey.Versions versions = key.versions();
        if (wanted == 0) {
            return versions.latest();
        }
        if (wanted < 0) {
            throw new RefusedException("requested version for encryption is negative");
        }
        if (wanted > versions.latest()) {
            throw new RefusedException(
                    "requested version for encryption is higher than the latest key version");
        }
        if (wanted < versions.minEncryption()) {
            throw new RefusedException(
                    "requested version for encryption is less than the minimum encryption key version");
        }
        return wanted;
    }

    KeyVersion version(int number) {
        KeyVersion version = keys.version(place, key, number);
        if (version == null) {
            throw new RefusedException("no such key version");
        }
        return version;
    }

    /** {@code vault:vN:...}; wipes the plaintext. */
    String encrypt(byte[] plaintext, int number, Input input) {
        KeyVersion version = version(number);
        try {
            byte[] sealed =
                    switch (version.key()) {
                        case AeadKey aead -> seal(aead, plaintext, version, number, input);
                        case RsaKey rsa -> rsa.encrypt(plaintext);
                        case VersionKey other -> throw unsupported("encryption", other);
                    };
            return VersionedText.of(number, Base64Text.encode(sealed));
        } finally {
            Arrays.fill(plaintext, (byte) 0);
        }
    }

    private byte[] seal(
            AeadKey aead, byte[] plaintext, KeyVersion version, int number, Input input) {
        byte[] sealed =
                aead.encrypt(
                        plaintext, input.associatedData(), derivation(version, input.context()));
        keys.count().encrypted(place, key, number, aead);
        return sealed;
    }

    private static RefusedException unsupported(String what, VersionKey key) {
        return new RefusedException(
                "message " + what + " not supported for key type " + key.type());
    }

    /** The plaintext, which the caller wipes. */
    byte[] decrypt(String ciphertext, Input input) {
        requireUsable();
        if (!key.type().encrypts()) {
            throw new RefusedException(
                    "message decryption not supported for key type " + key.type());
        }
        VersionedText parsed = VersionedText.parse(VersionedText.Kind.CIPHERTEXT, ciphertext);
        // The first implementation counted from zero.
        int number = parsed.version() == 0 ? 1 : parsed.version();
        KeyVersion version = decryptionVersion(number);
        Derivation derivation = derivation(version, input.context());
        byte[] sealed;
        try {
            sealed = Base64Text.decode(parsed.text());
        } catch (RefusedException e) {
            throw new RefusedException("invalid ciphertext: could not decode base64");
        }
        return switch (version.key()) {
            case AeadKey aead -> aead.decrypt(sealed, input.associatedData(), derivation);
            case RsaKey rsa -> rsa.decrypt(sealed);
            case VersionKey other -> throw unsupported("decryption", other);
        };
    }

    private KeyVersion decryptionVersion(int number) {
        if (number > key.versions().latest()) {
            throw new RefusedException("invalid ciphertext: version is too new");
        }
        if (number < key.versions().minDecryption()) {
            throw new RefusedException(TOO_OLD);
        }
        return version(number);
    }

    private @Nullable Derivation derivation(KeyVersion version, byte[] context) {
        NamedKey.Nature nature = key.nature();
        if (!nature.derived()) {
            return null;
        }
        if (nature.convergent()) {
            requireThirdVersion(version);
        }
        return new Derivation(key.kdf(), context, nature.convergent());
    }

    /** The first two are broken, and the peer refuses them as well. */
    private void requireThirdVersion(KeyVersion version) {
        int own = version.convergentVersion();
        int convergent = own != 0 ? own : Math.max(key.nature().convergentVersion(), 1);
        if (convergent < CONVERGENT_VERSION) {
            throw new RefusedException(
                    "refusing to support decryption with old convergent encryption key: version "
                            + convergent);
        }
    }
}
