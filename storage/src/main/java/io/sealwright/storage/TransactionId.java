package io.sealwright.storage;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * Random 128-bit id of a write set; the store applies each id at most once. It is also the request
 * id of the audit log.
 */
public record TransactionId(long high, long low) {
    public static TransactionId random(SecureRandom random) {
        long high = (random.nextLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new TransactionId(high, low);
    }

    /**
     * The id of a later attempt at the same request, after {@code number} conflicts: so that
     * whoever knows the first id can ask what became of all of them.
     */
    public TransactionId attempt(int number) {
        return new TransactionId(high, low ^ number);
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
