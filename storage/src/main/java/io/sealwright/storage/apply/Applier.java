package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.apply.Changes.GenerationChange;
import io.sealwright.storage.apply.StateReader.Counters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A pure function of (state, Raft index, command): no clock, no randomness, no configuration. Every
 * change of what it does is gated by the format in the state.
 */
public final class Applier {
    /** Newest format this program follows. */
    public static final int FORMAT = 1;

    /** Key of the record that a new leader writes first. */
    public static final Key EPOCH = Keys.system("cluster/epoch");

    /** Written by a restore into what it restores: which one the live generation came from. */
    public static final Key RESTORED = Keys.system("restored");

    /**
     * Records carried over by a restore are few (members, audit heads): more is a broken invariant.
     */
    static final int MAX_KEPT = 100_000;

    private static final int PAGE = 1_000;

    private Applier() {}

    /**
     * @throws UnknownCommandException if the state's format is newer than this program; nothing was
     *     applied
     */
    public static Changes apply(StateReader state, long index, StoreCommand command) {
        return apply(state, index, command, FORMAT);
    }

    /**
     * @param newest format that the program follows: beyond it nothing is applied at all
     */
    public static Changes apply(StateReader state, long index, StoreCommand command, int newest) {
        Counters counters = state.counters();
        if (counters.format() > newest) {
            throw new UnknownCommandException(
                    "the state has format " + counters.format() + ", newer than " + newest);
        }
        return switch (command) {
            case StoreCommand.Commit commit -> new CommitRun(state, index).run(commit);
            case StoreCommand.SetFormat set -> setFormat(counters, set.version(), newest);
            case StoreCommand.Epoch epoch -> epoch(counters, index, epoch);
            case StoreCommand.BeginGeneration begin -> begin(state, counters, begin.restoreId());
            case StoreCommand.FillGeneration fill -> fill(counters, index, fill);
            case StoreCommand.SwitchGeneration turn -> turn(state, index, turn);
        };
    }

    /**
     * A repeat of the same restore changes nothing: it must not throw away what was filled since.
     * Nor may a late repeat begin a finished one anew: a late switch would make nothing live.
     */
    private static Changes begin(StateReader state, Counters counters, long restoreId) {
        if (counters.restoreId() == restoreId || restored(state) == restoreId) {
            return changes(Map.of(), counters, null);
        }
        Counters after =
                new Counters(
                        counters.format(), counters.sequence(), counters.generation(), restoreId);
        return changes(Map.of(), after, new GenerationChange.Emptied());
    }

    private static long restored(StateReader state) {
        Entry mark = state.get(RESTORED);
        return mark == null ? 0 : ByteBuffer.wrap(mark.value()).getLong();
    }

    private static Changes setFormat(Counters counters, int version, int newest) {
        if (version > newest) {
            throw new UnknownCommandException(
                    "format " + version + " is asked for, newer than " + newest);
        }
        int format = Math.max(version, counters.format());
        return changes(
                Map.of(),
                new Counters(
                        format, counters.sequence(), counters.generation(), counters.restoreId()),
                null);
    }

    private static Changes epoch(Counters counters, long index, StoreCommand.Epoch epoch) {
        byte[] name = epoch.nodeId().getBytes(StandardCharsets.UTF_8);
        byte[] value =
                ByteBuffer.allocate(1 + Long.BYTES + name.length)
                        .put((byte) 1)
                        .putLong(epoch.nonce())
                        .put(name)
                        .array();
        return changes(
                Map.of(EPOCH, Optional.of(new Entry(revision(index, 0), value))), counters, null);
    }

    private static Changes fill(Counters counters, long index, StoreCommand.FillGeneration fill) {
        if (counters.restoreId() != fill.restoreId()) {
            return changes(Map.of(), counters, null);
        }
        Map<Key, Optional<Entry>> points = new TreeMap<>();
        for (StoreCommand.Filled record : fill.records()) {
            points.put(record.key(), Optional.of(new Entry(revision(index, 0), record.value())));
        }
        return changes(points, counters, new GenerationChange.Filling());
    }

    private static Changes turn(
            StateReader state, long index, StoreCommand.SwitchGeneration command) {
        Counters counters = state.counters();
        if (counters.restoreId() != command.restoreId()) {
            return changes(Map.of(), counters, null);
        }
        Map<Key, Optional<Entry>> kept = new TreeMap<>();
        for (Key prefix : command.kept()) {
            keep(state, prefix, kept);
        }
        Counters after =
                new Counters(counters.format(), counters.sequence(), counters.generation() + 1, 0);
        return changes(kept, after, new GenerationChange.Switched(revision(index, 0)));
    }

    private static void keep(StateReader state, Key prefix, Map<Key, Optional<Entry>> kept) {
        @Nullable Key after = null;
        while (true) {
            List<KeyEntry> page = state.scan(prefix, after, PAGE);
            for (KeyEntry entry : page) {
                kept.put(entry.key(), Optional.of(entry.entry()));
            }
            if (page.size() < PAGE) {
                return;
            }
            if (kept.size() > MAX_KEPT) {
                throw new IllegalStateException("more than " + MAX_KEPT + " records to carry over");
            }
            after = page.getLast().key();
        }
    }

    private static Changes changes(
            Map<Key, Optional<Entry>> points,
            Counters counters,
            @Nullable GenerationChange generation) {
        return new Changes(
                List.of(),
                new ArrayList<>(),
                points,
                Map.of(),
                Map.of(),
                Set.of(),
                counters,
                generation);
    }

    static long revision(long index, int ordinal) {
        return index << 16 | ordinal;
    }
}
