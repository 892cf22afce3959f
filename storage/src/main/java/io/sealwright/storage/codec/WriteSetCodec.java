package io.sealwright.storage.codec;

import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.StoreCommand.Submission;
import java.util.ArrayList;
import java.util.List;

/**
 * One submission: {@code id (16) | seen sequence (8) | count (4) | preconditions | count (4) |
 * mutations}. Kind bytes are stored: only append, and raise {@link CommandCodec#VERSION} with a
 * gate in apply.
 */
public final class WriteSetCodec {
    private static final int AT_REVISION = 1;
    private static final int ABSENT = 2;
    private static final int PRESENT = 3;

    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int TOUCH = 3;
    private static final int ADD = 4;
    private static final int DELETE_PREFIX = 5;
    private static final int APPEND = 6;

    /** Shorter prefixes would reach over namespaces. */
    private static final int LEAST_PREFIX = Integer.BYTES;

    private static final int LEAST_PART = 1 + 2 + 1;

    private WriteSetCodec() {}

    /**
     * @throws StoreException.TooLarge beyond the limits of {@link WriteSet}
     */
    public static byte[] encode(WriteSet writeSet, long seenSequence) {
        int parts = writeSet.preconditions().size() + writeSet.mutations().size();
        if (parts > WriteSet.MAX_PARTS) {
            throw new StoreException.TooLarge(
                    "a write of " + parts + " parts exceeds the limit of " + WriteSet.MAX_PARTS);
        }
        long size = size(writeSet);
        if (size > WriteSet.MAX_BYTES) {
            throw new StoreException.TooLarge(
                    "a write of " + size + " bytes exceeds the limit of " + WriteSet.MAX_BYTES);
        }
        ByteWriter out = new ByteWriter((int) size);
        out.u64(writeSet.id().high()).u64(writeSet.id().low()).u64(seenSequence);
        out.u32(writeSet.preconditions().size());
        writeSet.preconditions().forEach(precondition -> write(out, precondition));
        out.u32(writeSet.mutations().size());
        writeSet.mutations().forEach(mutation -> write(out, mutation));
        return out.done();
    }

    static Submission decode(ByteReader in) {
        TransactionId id = new TransactionId(in.u64(), in.u64());
        long seenSequence = in.u64();
        int preconditionCount = in.count(in.u32(), LEAST_PART);
        List<Precondition> preconditions = new ArrayList<>(preconditionCount);
        for (int i = 0; i < preconditionCount; i++) {
            preconditions.add(precondition(in));
        }
        int mutationCount = in.count(in.u32(), LEAST_PART);
        List<Mutation> mutations = new ArrayList<>(mutationCount);
        for (int i = 0; i < mutationCount; i++) {
            mutations.add(mutation(in));
        }
        return new Submission(new WriteSet(id, preconditions, mutations), seenSequence);
    }

    private static void write(ByteWriter out, Precondition precondition) {
        switch (precondition) {
            case Precondition.AtRevision at -> out.u8(AT_REVISION).key(at.key()).u64(at.revision());
            case Precondition.Absent absent -> out.u8(ABSENT).key(absent.key());
            case Precondition.Present present -> out.u8(PRESENT).key(present.key());
        }
    }

    private static Precondition precondition(ByteReader in) {
        int kind = in.u8();
        return switch (kind) {
            case AT_REVISION -> new Precondition.AtRevision(in.key(), in.u64());
            case ABSENT -> new Precondition.Absent(in.key());
            case PRESENT -> new Precondition.Present(in.key());
            default -> throw new MalformedCommandException("precondition of kind " + kind);
        };
    }

    private static void write(ByteWriter out, Mutation mutation) {
        switch (mutation) {
            case Mutation.Put put -> out.u8(PUT).key(put.key()).value(put.value());
            case Mutation.Delete delete -> out.u8(DELETE).key(delete.key());
            case Mutation.Touch touch -> out.u8(TOUCH).key(touch.key());
            case Mutation.Add add -> out.u8(ADD).key(add.key()).u64(add.delta()).u64(add.floor());
            case Mutation.DeletePrefix delete ->
                    out.u8(DELETE_PREFIX).key(checkedPrefix(delete.prefix()));
            case Mutation.Append append -> out.u8(APPEND).key(append.log()).value(append.value());
        }
    }

    private static Mutation mutation(ByteReader in) {
        int kind = in.u8();
        return switch (kind) {
            case PUT -> new Mutation.Put(in.key(), in.value());
            case DELETE -> new Mutation.Delete(in.key());
            case TOUCH -> new Mutation.Touch(in.key());
            case ADD -> new Mutation.Add(in.key(), in.u64(), in.u64());
            case DELETE_PREFIX -> deletePrefix(in.key());
            case APPEND -> append(in.key(), in.value());
            default -> throw new MalformedCommandException("mutation of kind " + kind);
        };
    }

    private static Mutation deletePrefix(Key prefix) {
        if (prefix.bytes().length < LEAST_PREFIX) {
            throw new MalformedCommandException("a prefix to delete that names no namespace");
        }
        return new Mutation.DeletePrefix(prefix);
    }

    private static Mutation append(Key log, byte[] value) {
        if (!Keys.isLog(log)) {
            throw new MalformedCommandException("an entry for what is no log");
        }
        return new Mutation.Append(log, value);
    }

    private static Key checkedPrefix(Key prefix) {
        if (prefix.bytes().length < LEAST_PREFIX) {
            throw new IllegalArgumentException("a prefix to delete names at least the namespace");
        }
        return prefix;
    }

    private static long size(WriteSet writeSet) {
        long size = 16 + Long.BYTES + 2 * Integer.BYTES;
        for (Precondition precondition : writeSet.preconditions()) {
            size += 1 + 2 + precondition.key().bytes().length + Long.BYTES;
        }
        for (Mutation mutation : writeSet.mutations()) {
            size +=
                    switch (mutation) {
                        case Mutation.Put put ->
                                3 + put.key().bytes().length + Integer.BYTES + put.value().length;
                        case Mutation.Delete delete -> 3 + delete.key().bytes().length;
                        case Mutation.Touch touch -> 3 + touch.key().bytes().length;
                        case Mutation.Add add -> 3 + add.key().bytes().length + 2 * Long.BYTES;
                        case Mutation.DeletePrefix delete -> 3 + delete.prefix().bytes().length;
                        case Mutation.Append append ->
                                3
                                        + append.log().bytes().length
                                        + Integer.BYTES
                                        + append.value().length;
                    };
        }
        return size;
    }
}
