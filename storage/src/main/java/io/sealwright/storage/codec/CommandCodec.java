package io.sealwright.storage.codec;

import io.sealwright.storage.Key;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.StoreCommand.Filled;
import io.sealwright.storage.apply.StoreCommand.Submission;
import io.sealwright.storage.apply.UnknownCommandException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands as the Raft log holds them: {@code version (1) | kind (1) | body}, big-endian. Kinds are
 * stored: only append.
 */
public final class CommandCodec {
    public static final int VERSION = 1;

    /** Bytes of a commit before its submissions. */
    public static final int COMMIT_HEADER = 4;

    /** Write sets in one entry; their ordinals fill the lower 16 bits of a revision. */
    public static final int MAX_SUBMISSIONS = 1_024;

    private static final int COMMIT = 1;
    private static final int SET_FORMAT = 2;
    private static final int EPOCH = 3;
    private static final int BEGIN_GENERATION = 4;
    private static final int FILL_GENERATION = 5;
    private static final int SWITCH_GENERATION = 6;

    private static final int LEAST_SUBMISSION = 32;
    private static final int LEAST_FILLED = 7;
    private static final int LEAST_KEY = 3;

    private CommandCodec() {}

    /** Puts submissions, each encoded by {@link WriteSetCodec#encode}, into one commit. */
    public static byte[] commit(List<byte[]> submissions) {
        if (submissions.isEmpty() || submissions.size() > MAX_SUBMISSIONS) {
            throw new IllegalArgumentException("submissions in one entry: " + submissions.size());
        }
        int size = COMMIT_HEADER;
        for (byte[] submission : submissions) {
            size += submission.length;
        }
        ByteWriter out = head(COMMIT, size).u16(submissions.size());
        submissions.forEach(out::raw);
        return out.done();
    }

    public static byte[] encode(StoreCommand command) {
        return switch (command) {
            case StoreCommand.Commit commit ->
                    commit(
                            commit.submissions().stream()
                                    .map(s -> WriteSetCodec.encode(s.writeSet(), s.seenSequence()))
                                    .toList());
            case StoreCommand.SetFormat set -> head(SET_FORMAT, 8).u32(set.version()).done();
            case StoreCommand.Epoch epoch ->
                    head(EPOCH, 64)
                            .u64(epoch.nonce())
                            .value(epoch.nodeId().getBytes(StandardCharsets.UTF_8))
                            .done();
            case StoreCommand.BeginGeneration begin ->
                    head(BEGIN_GENERATION, 10).u64(begin.restoreId()).done();
            case StoreCommand.FillGeneration fill -> {
                ByteWriter out = head(FILL_GENERATION, 1 << 16).u64(fill.restoreId());
                out.u32(fill.records().size());
                fill.records().forEach(record -> out.key(record.key()).value(record.value()));
                yield out.done();
            }
            case StoreCommand.SwitchGeneration turn -> {
                ByteWriter out = head(SWITCH_GENERATION, 64).u64(turn.restoreId());
                out.u16(turn.kept().size());
                turn.kept().forEach(out::key);
                yield out.done();
            }
        };
    }

    /**
     * @throws UnknownCommandException for a newer version or an unknown kind
     * @throws MalformedCommandException for anything that was not encoded here
     */
    public static StoreCommand decode(ByteBuffer bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.u8();
        if (version != VERSION) {
            throw new UnknownCommandException("a command of version " + version);
        }
        int kind = in.u8();
        StoreCommand command =
                switch (kind) {
                    case COMMIT -> commit(in);
                    case SET_FORMAT -> new StoreCommand.SetFormat(in.u32());
                    case EPOCH -> epoch(in);
                    case BEGIN_GENERATION -> new StoreCommand.BeginGeneration(in.u64());
                    case FILL_GENERATION -> fill(in);
                    case SWITCH_GENERATION -> turn(in);
                    default -> throw new UnknownCommandException("a command of kind " + kind);
                };
        in.end();
        return command;
    }

    private static StoreCommand commit(ByteReader in) {
        int count = in.count(in.u16(), LEAST_SUBMISSION);
        if (count == 0 || count > MAX_SUBMISSIONS) {
            throw new MalformedCommandException("submissions in one entry: " + count);
        }
        List<Submission> submissions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            submissions.add(WriteSetCodec.decode(in));
        }
        return new StoreCommand.Commit(submissions);
    }

    private static StoreCommand epoch(ByteReader in) {
        long nonce = in.u64();
        return new StoreCommand.Epoch(in.text(), nonce);
    }

    private static StoreCommand fill(ByteReader in) {
        long restoreId = in.u64();
        int count = in.count(in.u32(), LEAST_FILLED);
        List<Filled> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            records.add(new Filled(in.key(), in.value()));
        }
        return new StoreCommand.FillGeneration(restoreId, records);
    }

    private static StoreCommand turn(ByteReader in) {
        long restoreId = in.u64();
        int count = in.count(in.u16(), LEAST_KEY);
        List<Key> kept = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            kept.add(in.key());
        }
        return new StoreCommand.SwitchGeneration(restoreId, kept);
    }

    private static ByteWriter head(int kind, int capacity) {
        return new ByteWriter(capacity).u8(VERSION).u8(kind);
    }
}
