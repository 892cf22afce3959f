package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * The seal that operators open by their shares: the root key is wrapped by an unseal key that
 * exists only in shares.
 */
public final class ShamirSeal {
    /**
     * What {@link #create} made.
     *
     * @param sealedRootKey to be stored
     * @param shares to be handed out, then wiped; in random order of their points
     */
    public record Created(SealedRootKey sealedRootKey, List<byte[]> shares) {
        /** Overwrites the shares. */
        public void wipe() {
            shares.forEach(share -> Arrays.fill(share, (byte) 0));
        }

        @Override
        public String toString() {
            return "Created[" + sealedRootKey + ", " + shares.size() + " shares]";
        }
    }

    private ShamirSeal() {}

    /**
     * Wraps {@code rootKey} under a new unseal key and a new generation: at initialisation, and
     * again at rekey.
     *
     * @param shares 1 to 255
     * @param threshold 2 to {@code shares}, or 1 of 1
     */
    public static Created create(int shares, int threshold, RootKey rootKey) {
        return create(shares, threshold, rootKey, Randomness.secure());
    }

    /** As the other {@code create}, with the given source of randomness. */
    public static Created create(int shares, int threshold, RootKey rootKey, SecureRandom random) {
        Shamir.checkCounts(shares, threshold);
        try (UnsealKey key = UnsealKey.generate(random)) {
            SealedRootKey sealed =
                    SealedRootKey.wrap(
                            key, shares, threshold, RandomTokens.randomUuid(random), rootKey);
            byte[] bytes = key.expose();
            try {
                return new Created(sealed, Shamir.split(bytes, shares, threshold, random));
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    /**
     * The root key behind {@code sealed}. Throws {@link WrongKeyException} if the shares are those
     * of another key or generation, or too few, and {@link IllegalArgumentException} if they cannot
     * be shares together (see {@link Shamir#combine}). The caller still owns, and wipes, the
     * shares.
     */
    public static RootKey open(SealedRootKey sealed, List<byte[]> shares) {
        if (shares.size() < sealed.threshold()) {
            throw new WrongKeyException(
                    shares.size() + " shares given, " + sealed.threshold() + " needed");
        }
        try (UnsealKey key = UnsealKey.adopt(Shamir.combine(shares))) {
            return sealed.unwrap(key);
        }
    }
}
