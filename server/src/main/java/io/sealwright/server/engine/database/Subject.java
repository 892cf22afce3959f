package io.sealwright.server.engine.database;

import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One password that changes: where it lies, and its entry of the due index.
 *
 * <p>An entry's id is {@code space (8) | kind (1) | uid (16)}, its value the name.
 */
record Subject(Place place, Kind kind, String uid, String name) {
    private static final int UID_BYTES = 16;
    private static final int HEAD = Long.BYTES + 1;

    /** Whose password it is. */
    enum Kind {
        STATIC_ROLE('S'),
        ROOT('R');

        private final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }
    }

    static String newUid(SecureRandom random) {
        byte[] uid = new byte[UID_BYTES];
        random.nextBytes(uid);
        return HexFormat.of().formatHex(uid);
    }

    static Subject of(DueEntry entry) {
        ByteBuffer id = ByteBuffer.wrap(entry.id());
        SpaceId space = new SpaceId(id.getLong());
        byte code = id.get();
        for (Kind kind : Kind.values()) {
            if (kind.code == code) {
                return new Subject(
                        new Place(entry.namespace(), space),
                        kind,
                        HexFormat.of().formatHex(entry.id(), HEAD, entry.id().length),
                        new String(entry.value(), StandardCharsets.UTF_8));
            }
        }
        throw new IllegalStateException("a password of an unknown kind in the due index");
    }

    /** Null if it is gone, or another one has its name. */
    @Nullable Rotated find(Transaction transaction) {
        Records records = place.records(transaction);
        Decoded<? extends Rotated> found =
                switch (kind) {
                    case STATIC_ROLE -> Folder.STATIC_ROLES.find(records, name);
                    case ROOT -> Folder.CONNECTIONS.find(records, name);
                };
        return found == null || !found.value().uid().equals(uid) ? null : found.value();
    }

    /** Stores it, with its entry in the due index. */
    void store(Transaction transaction, @Nullable Rotated before, Rotated after) {
        if (before != null) {
            unschedule(transaction, before);
        }
        long due = after.account().plan().dueAt();
        if (due > 0) {
            transaction.putDue(
                    Instant.ofEpochMilli(due),
                    DueWork.DATABASE,
                    place.namespace(),
                    id(),
                    name.getBytes(StandardCharsets.UTF_8));
        }
        Records records = place.records(transaction);
        switch (after) {
            case StaticRole role -> Folder.STATIC_ROLES.put(records, name, role);
            case DatabaseConnection root -> Folder.CONNECTIONS.put(records, name, root);
        }
    }

    void remove(Transaction transaction, Rotated before) {
        unschedule(transaction, before);
        Records records = place.records(transaction);
        switch (kind) {
            case STATIC_ROLE -> Folder.STATIC_ROLES.delete(records, name);
            case ROOT -> Folder.CONNECTIONS.delete(records, name);
        }
    }

    private void unschedule(Transaction transaction, Rotated before) {
        long due = before.account().plan().dueAt();
        if (due > 0) {
            transaction.deleteDue(
                    Instant.ofEpochMilli(due), DueWork.DATABASE, place.namespace(), id());
        }
    }

    private byte[] id() {
        return ByteBuffer.allocate(HEAD + UID_BYTES)
                .putLong(place.space().value())
                .put(kind.code)
                .put(HexFormat.of().parseHex(uid))
                .array();
    }
}
