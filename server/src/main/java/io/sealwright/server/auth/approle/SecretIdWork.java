package io.sealwright.server.auth.approle;

import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is done with secret ids by the due index: they expire, go with their role, and are tidied;
 * the last two in steps of a thousand, each a transaction of its own. Thread-safe.
 *
 * <p>An id is {@code space (8) | kind (1) | rest}: of an expiry the item's id, of the others its
 * prefix; their value is where the last step stopped.
 */
@Component
final class SecretIdWork implements DueWork {
    private static final byte EXPIRE = 'E';
    private static final byte DROP = 'D';
    private static final byte TIDY = 'T';
    private static final int HEAD = Long.BYTES + 1;
    private static final byte[] FROM_THE_FIRST = {0};
    // Later than any clock of the cluster may be behind another: see TokenTree.
    private static final Duration LATER = Duration.ofSeconds(30);

    private final SecretIds secretIds;
    private final InstantSource clock;

    SecretIdWork(SecretIds secretIds, InstantSource clock) {
        this.secretIds = secretIds;
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return SECRET_ID;
    }

    /** Id of the entry that ends a secret id. */
    static byte[] expiry(Place place, byte[] item) {
        return id(place, EXPIRE, item);
    }

    /** Soon removes the secret ids of a role that is gone; they are of no use from now on. */
    static void drop(Place place, Role role, Instant now) {
        schedule(place, DROP, SecretIds.prefix(SecretIds.uid(role)), FROM_THE_FIRST, now);
    }

    /** Soon removes what has expired and is still stored. */
    static void tidy(Place place, Instant now) {
        schedule(place, TIDY, new byte[] {SecretIds.SECRET_ID}, FROM_THE_FIRST, now);
    }

    private static void schedule(Place place, byte kind, byte[] rest, byte[] value, Instant now) {
        place.transaction()
                .putDue(
                        now.plus(LATER),
                        DueWork.SECRET_ID,
                        place.namespace(),
                        id(place, kind, rest),
                        value);
    }

    private static byte[] id(Place place, byte kind, byte[] rest) {
        return ByteBuffer.allocate(HEAD + rest.length)
                .putLong(place.space().value())
                .put(kind)
                .put(rest)
                .array();
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        byte[] id = entry.id();
        Place place =
                new Place(
                        transaction, entry.namespace(), new SpaceId(ByteBuffer.wrap(id).getLong()));
        byte[] rest = Arrays.copyOfRange(id, HEAD, id.length);
        byte kind = id[Long.BYTES];
        switch (kind) {
            case EXPIRE -> secretIds.expire(place, rest, entry.at());
            case DROP -> step(place, kind, rest, entry.value(), null);
            case TIDY -> step(place, kind, rest, entry.value(), entry.at().minus(LATER));
            default ->
                    throw new IllegalStateException(
                            "work on secret ids of an unknown kind in the due index");
        }
    }

    /** The secret id that an entry is to end; empty for one about others, or if it is gone. */
    static Optional<Ends> expiring(Transaction transaction, DueEntry entry) {
        byte[] id = entry.id();
        if (id[Long.BYTES] != EXPIRE) {
            return Optional.empty();
        }
        Place place =
                new Place(
                        transaction, entry.namespace(), new SpaceId(ByteBuffer.wrap(id).getLong()));
        SecretId value = SecretIds.get(place, Arrays.copyOfRange(id, HEAD, id.length));
        return value == null || value.expires() != entry.at().toEpochMilli()
                ? Optional.empty()
                : Optional.of(new Ends(place, value));
    }

    /** A secret id that is to end. */
    record Ends(Place place, SecretId value) {}

    private void step(Place place, byte kind, byte[] prefix, byte[] value, @Nullable Instant over) {
        byte[] after = Arrays.equals(value, FROM_THE_FIRST) ? null : value;
        byte[] last = secretIds.sweep(place, prefix, after, over);
        if (last != null) {
            schedule(place, kind, prefix, last, clock.instant());
        }
    }
}
