package io.sealwright.crypto;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Collects shares, one a call, until there are as many as the threshold asks for: for unseal, and
 * by the same rules for rekey and for generating a root token. Thread-safe. Shares are copied in
 * and wiped when handed out or {@link #reset()}.
 */
public final class UnsealProgress {
    /**
     * A snapshot.
     *
     * @param nonce names this attempt; new after {@link #reset()}
     * @param progress how many different shares are in
     * @param threshold how many are needed
     * @param shares how many exist
     */
    public record Status(String nonce, int progress, int threshold, int shares) {}

    private final int shares;
    private final int threshold;
    private final SecureRandom random;
    private final List<byte[]> collected = new ArrayList<>();
    private String nonce;

    /** Counts as in {@link Shamir#checkCounts}. */
    public UnsealProgress(int shares, int threshold, SecureRandom random) {
        Shamir.checkCounts(shares, threshold);
        this.shares = shares;
        this.threshold = threshold;
        this.random = random;
        this.nonce = RandomTokens.uuid(random);
    }

    /**
     * Adds a share. The one that makes the set complete gets the set, which it must wipe, and
     * collecting starts from none again under the same nonce; all others get nothing. A share that
     * is already in does not count twice. Throws {@link IllegalArgumentException} for what cannot
     * be a share, and for a second, different share of the same point.
     */
    public synchronized Optional<List<byte[]>> submit(byte[] share) {
        checkShape(share);
        for (byte[] known : collected) {
            if (Digests.equal(known, share)) {
                return Optional.empty();
            }
            if (threshold > 1 && known[Shamir.SECRET_LENGTH] == share[Shamir.SECRET_LENGTH]) {
                throw new IllegalArgumentException(
                        "a different share of the same point was given before");
            }
        }
        collected.add(share.clone());
        if (collected.size() < threshold) {
            return Optional.empty();
        }
        List<byte[]> complete = List.copyOf(collected);
        collected.clear();
        return Optional.of(complete);
    }

    private void checkShape(byte[] share) {
        if (threshold > 1) {
            Shamir.checkShare(share);
        } else if (share.length != Shamir.SECRET_LENGTH) {
            throw new IllegalArgumentException("the key has 32 bytes, not " + share.length);
        }
    }

    /** Where collecting stands. */
    public synchronized Status status() {
        return new Status(nonce, collected.size(), threshold, shares);
    }

    /** Wipes what was collected and takes a new nonce. */
    public synchronized void reset() {
        collected.forEach(share -> Arrays.fill(share, (byte) 0));
        collected.clear();
        nonce = RandomTokens.uuid(random);
    }
}
