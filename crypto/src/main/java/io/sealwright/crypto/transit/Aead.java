package io.sealwright.crypto.transit;

import io.sealwright.crypto.AesGcm;
import io.sealwright.crypto.ChaChaPoly;
import io.sealwright.crypto.OpenFailedException;

/** One cipher with its key, behind one face. Thread-safe. */
sealed interface Aead extends AutoCloseable {
    int nonceLength();

    byte[] seal(byte[] plaintext, byte[] aad);

    byte[] sealWithNonce(byte[] nonce, byte[] plaintext, byte[] aad);

    /**
     * @throws OpenFailedException if anything differs
     */
    byte[] open(byte[] sealed, byte[] aad);

    @Override
    void close();

    static Aead of(KeyType type, byte[] key) {
        return switch (type) {
            case AES128_GCM96, AES256_GCM96 -> new Aes(AesGcm.copyOf(key));
            case CHACHA20_POLY1305 -> new ChaCha(ChaChaPoly.copyOf(key, false));
            case XCHACHA20_POLY1305 -> new ChaCha(ChaChaPoly.copyOf(key, true));
            case HMAC,
                    RSA_2048,
                    RSA_3072,
                    RSA_4096,
                    ECDSA_P256,
                    ECDSA_P384,
                    ECDSA_P521,
                    ED25519,
                    MLDSA_44,
                    MLDSA_65,
                    MLDSA_87 ->
                    throw new IllegalArgumentException(type + " is no AEAD");
        };
    }

    record Aes(AesGcm cipher) implements Aead {
        @Override
        public int nonceLength() {
            return AesGcm.NONCE_LENGTH;
        }

        @Override
        public byte[] seal(byte[] plaintext, byte[] aad) {
            return cipher.seal(plaintext, aad);
        }

        @Override
        public byte[] sealWithNonce(byte[] nonce, byte[] plaintext, byte[] aad) {
            return cipher.sealWithNonce(nonce, plaintext, aad);
        }

        @Override
        public byte[] open(byte[] sealed, byte[] aad) {
            return cipher.open(sealed, aad);
        }

        @Override
        public void close() {
            cipher.close();
        }
    }

    record ChaCha(ChaChaPoly cipher) implements Aead {
        @Override
        public int nonceLength() {
            return cipher.nonceLength();
        }

        @Override
        public byte[] seal(byte[] plaintext, byte[] aad) {
            return cipher.seal(plaintext, aad);
        }

        @Override
        public byte[] sealWithNonce(byte[] nonce, byte[] plaintext, byte[] aad) {
            return cipher.sealWithNonce(nonce, plaintext, aad);
        }

        @Override
        public byte[] open(byte[] sealed, byte[] aad) {
            return cipher.open(sealed, aad);
        }

        @Override
        public void close() {
            cipher.close();
        }
    }
}
