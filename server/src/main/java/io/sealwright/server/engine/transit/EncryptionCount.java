package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.AeadKey;
import io.sealwright.storage.barrier.Records;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often a version encrypted under random nonces of 96 bits, over all nodes: two of them may be
 * equal some day, and then the plaintexts show. One encryption in 65,536 is chosen at random,
 * writes, and counts for all of them, so that the others write nothing; at 2^32 encryptions the
 * count is off by less than two in a hundred. Not counted where each context has a key of its own.
 * Thread-safe.
 */
final class EncryptionCount {
    /** How many encryptions each one stands for that is counted. */
    static final long STEP = 1L << 16;

    /** From here on a version should encrypt no more. */
    static final long MANY = AeadKey.MAX_ENCRYPTIONS / 2;

    private static final Logger LOG = LoggerFactory.getLogger(EncryptionCount.class);

    private final BooleanSupplier chosen;

    EncryptionCount() {
        this(() -> ThreadLocalRandom.current().nextLong(STEP) == 0);
    }

    /**
     * @param chosen whether an encryption is one of those that are counted
     */
    EncryptionCount(BooleanSupplier chosen) {
        this.chosen = chosen;
    }

    /** After an encryption. */
    void encrypted(Place place, NamedKey key, int number, AeadKey version) {
        if (key.nature().derived() || !version.countsEncryptions() || !chosen.getAsBoolean()) {
            return;
        }
        Records records = place.records();
        byte[] id = NamedKeys.item(key, number);
        Long before = records.counter(id);
        if (before == null) {
            records.setCounter(id, STEP);
        } else {
            records.add(id, STEP, 0);
        }
        long count = of(place, key, number);
        if (count >= MANY) {
            LOG.warn("the transit key {} should be rotated: {}", key.name(), warning(count));
        }
    }

    long of(Place place, NamedKey key, int number) {
        Long count = place.records().counter(NamedKeys.item(key, number));
        return count == null ? 0 : count;
    }

    /** For who looks at the key; null while its latest version may go on. */
    @Nullable String warning(Place place, NamedKey key) {
        long count = of(place, key, key.versions().latest());
        return count < MANY ? null : "rotate this key: " + warning(count);
    }

    private static String warning(long count) {
        return "its latest version has encrypted about "
                + count
                + " times, and nonces may repeat from "
                + AeadKey.MAX_ENCRYPTIONS
                + " on";
    }

    /** With a version that goes. */
    static void forget(Records records, byte[] item) {
        if (records.counter(item) != null) {
            records.deleteCounter(item);
        }
    }
}
