package io.sealwright.server.rotation;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored rotations of a mount's secrets: items of its space, which go with it. Each that has a
 * next time has an entry in the due index.
 */
public final class Rotations {
    /** The most of one mount: a listing reads them all. */
    public static final int MAX = 10_000;

    // Longer than a version's id, so that none of them can be taken for the other.
    private static final byte[] PREFIX = "rotations".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<Rotation> CODEC = RecordCodec.of(Rotation.class);

    private Rotations() {}

    /** Becomes a precondition. */
    public static @Nullable Rotation find(Transaction transaction, Place place) {
        Decoded<Rotation> found = records(transaction, place).get(id(place), CODEC);
        return found == null ? null : found.value();
    }

    /**
     * Writes a rotation and keeps the due index as it says.
     *
     * @param before null if it is new
     */
    public static void put(
            Transaction transaction, Place place, @Nullable Rotation before, Rotation after) {
        if (before == null || before.times().next() != after.times().next()) {
            deleteDue(transaction, place, before);
            if (after.times().next() != 0) {
                transaction.putDue(
                        Instant.ofEpochMilli(after.times().next()),
                        DueWork.ROTATION,
                        place.namespace(),
                        place.dueId(),
                        place.path().getBytes(StandardCharsets.UTF_8));
            }
        }
        records(transaction, place).put(id(place), CODEC.encode(after));
    }

    /** Nothing if there is none. */
    public static void delete(Transaction transaction, Place place) {
        Rotation found = find(transaction, place);
        if (found != null) {
            deleteDue(transaction, place, found);
            records(transaction, place).delete(id(place));
        }
    }

    private static void deleteDue(
            Transaction transaction, Place place, @Nullable Rotation rotation) {
        if (rotation != null && rotation.times().next() != 0) {
            transaction.deleteDue(
                    Instant.ofEpochMilli(rotation.times().next()),
                    DueWork.ROTATION,
                    place.namespace(),
                    place.dueId());
        }
    }

    /** All of a mount, in no order; no preconditions. */
    public static List<Rotation> all(Records records) {
        return records.scan(PREFIX, null, MAX).stream()
                .map(ItemEntry::entry)
                .map(entry -> CODEC.decode(entry.value()))
                .toList();
    }

    private static Records records(Transaction transaction, Place place) {
        return transaction.records(place.namespace(), place.space());
    }

    private static byte[] id(Place place) {
        return ByteBuffer.allocate(PREFIX.length + place.uid().length)
                .put(PREFIX)
                .put(place.uid())
                .array();
    }
}
