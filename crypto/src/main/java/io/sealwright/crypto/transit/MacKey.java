package io.sealwright.crypto.transit;

import io.sealwright.crypto.Digests;
import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import java.lang.ref.Reference;
import java.security.SecureRandom;
import java.util.Arrays;

/** A key of HMAC: one of the type {@code hmac}, or the one that every version has besides. */
public final class MacKey implements VersionKey {
    /** Bytes of the shortest key of the type {@code hmac}. */
    public static final int MIN_LENGTH = 32;

    /** Bytes of the longest key of the type {@code hmac}. */
    public static final int MAX_LENGTH = 512;

    private final SecretBytes key;

    private MacKey(SecretBytes key) {
        this.key = key;
        Wiping.whenUnreachable(this, key::close);
    }

    /** A random key of {@value #MIN_LENGTH} to {@value #MAX_LENGTH} bytes. */
    public static MacKey generate(int length, SecureRandom random) {
        byte[] key = new byte[length];
        random.nextBytes(key);
        try {
            return of(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * Works under a copy of {@code key}.
     *
     * @throws RefusedException if it is shorter or longer than allowed
     */
    public static MacKey of(byte[] key) {
        if (key.length < MIN_LENGTH || key.length > MAX_LENGTH) {
            throw new RefusedException(
                    "invalid key size " + key.length + " bytes for key type " + KeyType.HMAC);
        }
        return new MacKey(SecretBytes.copyOf(key));
    }

    @Override
    public KeyType type() {
        return KeyType.HMAC;
    }

    /** How many bytes it has. */
    public int length() {
        return key.length();
    }

    @Override
    public byte[] privatePart() {
        try {
            return key.expose(SecretAccess.insecure());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public byte[] publicPart() {
        return new byte[0];
    }

    /** The HMAC of the input. */
    public byte[] mac(HashAlgorithm algorithm, byte[] input) {
        try {
            return Digests.hmac(algorithm.macName(), key, input);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String toString() {
        return "MacKey[" + length() + "]";
    }
}
