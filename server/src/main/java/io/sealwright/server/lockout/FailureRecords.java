package io.sealwright.server.lockout;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Where failed logins lie: in the space of their mount, so that they go with it, under the keyed
 * hash of the name; with an entry of the due index each. A counter says how many of them are of
 * names that do not exist. Thread-safe.
 */
@Component
final class FailureRecords {
    private static final RecordCodec<FailedLogins> CODEC = RecordCodec.of(FailedLogins.class);
    // 0xFE: see EngineContext.records.
    private static final byte[] RECORD = {(byte) 0xFE, 1};
    private static final byte[] UNKNOWN = {(byte) 0xFE, 2};
    private static final byte[] DUE = {1};
    private static final int HASH_BYTES = 32;

    private final Barrier barrier;

    FailureRecords(Barrier barrier) {
        this.barrier = barrier;
    }

    /** A counter has to be there before anything can be added to it. */
    void mounted(Transaction transaction, Mount mount) {
        records(transaction, mount).setCounter(UNKNOWN, 0);
    }

    /** A precondition of the commit. */
    @Nullable FailedLogins find(Transaction transaction, Mount mount, String alias) {
        Decoded<FailedLogins> found =
                records(transaction, mount).get(id(hash(mount.space(), alias)), CODEC);
        return found == null ? null : found.value();
    }

    /** How many records there are of names that do not exist; no precondition. */
    long unknown(Transaction transaction, Mount mount) {
        Long count = records(transaction, mount).counter(UNKNOWN);
        return count == null ? 0 : count;
    }

    void replace(
            Transaction transaction, Mount mount, @Nullable FailedLogins old, FailedLogins next) {
        byte[] hash = hash(mount.space(), next.alias());
        if (old != null) {
            remove(transaction, mount, old);
        }
        records(transaction, mount).put(id(hash), CODEC.encode(next));
        if (!next.known()) {
            records(transaction, mount).add(UNKNOWN, 1, 0);
        }
        transaction.putDue(
                Instant.ofEpochMilli(next.until()),
                DueWork.LOGIN_FAILURES,
                mount.namespaceId(),
                dueId(mount.space(), hash),
                DUE);
    }

    void remove(Transaction transaction, Mount mount, FailedLogins old) {
        byte[] hash = hash(mount.space(), old.alias());
        delete(records(transaction, mount), hash, old);
        transaction.deleteDue(
                Instant.ofEpochMilli(old.until()),
                DueWork.LOGIN_FAILURES,
                mount.namespaceId(),
                dueId(mount.space(), hash));
    }

    /** What an entry of the due index is about: goes if it has not been renewed since. */
    void expire(Transaction transaction, int namespace, byte[] dueId, Instant at) {
        SpaceId space = new SpaceId(ByteBuffer.wrap(dueId).getLong());
        byte[] hash = Arrays.copyOfRange(dueId, Long.BYTES, dueId.length);
        Records records = transaction.records(namespace, space);
        Decoded<FailedLogins> found = records.get(id(hash), CODEC);
        if (found != null && found.value().until() <= at.toEpochMilli()) {
            delete(records, hash, found.value());
        }
    }

    private static void delete(Records records, byte[] hash, FailedLogins old) {
        records.delete(id(hash));
        if (!old.known()) {
            records.add(UNKNOWN, -1, 0);
        }
    }

    /** In no order that means anything; no preconditions. */
    List<FailedLogins> all(Transaction transaction, Mount mount, int limit) {
        List<FailedLogins> found = new ArrayList<>();
        for (ItemEntry item : records(transaction, mount).scan(RECORD, null, limit)) {
            found.add(CODEC.decode(item.entry().value()));
        }
        return found;
    }

    private static Records records(Transaction transaction, Mount mount) {
        return transaction.records(mount.namespaceId(), mount.space());
    }

    private byte[] hash(SpaceId space, String alias) {
        return barrier.hash(
                HashPurpose.LOOKUP,
                "failed logins".getBytes(StandardCharsets.US_ASCII),
                ByteBuffer.allocate(Long.BYTES).putLong(space.value()).array(),
                alias.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] id(byte[] hash) {
        return ByteBuffer.allocate(RECORD.length + HASH_BYTES).put(RECORD).put(hash).array();
    }

    private static byte[] dueId(SpaceId space, byte[] hash) {
        return ByteBuffer.allocate(Long.BYTES + HASH_BYTES)
                .putLong(space.value())
                .put(hash)
                .array();
    }
}
