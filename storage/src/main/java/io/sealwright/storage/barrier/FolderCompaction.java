package io.sealwright.storage.barrier;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.PageMerge.StoredDelta;
import io.sealwright.storage.barrier.SpaceKeys.FolderKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the deltas of folders into their pages, on one thread of its own and in bounded steps. Any
 * unsealed node may do it for any folder; a step that another one was faster with is a conflict and
 * changes nothing. Thread-safe.
 */
final class FolderCompaction {
    private static final Logger LOG = LoggerFactory.getLogger(FolderCompaction.class);
    private static final int BASE_DELTAS = 64;
    private static final int MAX_DELTAS = 2048;
    private static final int NAMES_PER_DELTA = 1000;
    private static final int BATCH = 10_000;
    private static final int MAX_CONFLICTS = 50;
    private static final Duration STEP_TIME = Duration.ofSeconds(10);

    private final Attempts attempts;
    private final ExecutorService thread;
    private final Set<FolderKeys> waiting = ConcurrentHashMap.newKeySet();

    FolderCompaction(Attempts attempts, ExecutorService thread) {
        this.attempts = attempts;
        this.thread = thread;
    }

    /**
     * How many deltas a folder of so many names may have: each costs every listing an entry to
     * read.
     */
    static int threshold(long names) {
        return (int) Math.min(BASE_DELTAS + names / NAMES_PER_DELTA, MAX_DELTAS);
    }

    /**
     * Asks for a look at this folder, soon. Dropped if too many wait: a later change or listing
     * asks again.
     */
    void request(FolderKeys folder) {
        if (waiting.add(folder)) {
            try {
                thread.execute(() -> {
                    waiting.remove(folder);
                    compactQuietly(folder);
                });
            } catch (RejectedExecutionException e) {
                waiting.remove(folder);
            }
        }
    }

    private void compactQuietly(FolderKeys folder) {
        try {
            compact(folder, BASE_DELTAS / 2);
        } catch (SealedException | StoreException | ConflictException e) {
            LOG.debug("a folder's compaction was put off: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("a folder's compaction failed", e);
        }
    }

    /**
     * Merges until at most {@code keep} deltas are left, not counting those that change all the
     * time; returns how many it merged. One at a time on this node.
     */
    synchronized int compact(FolderKeys folder, int keep) {
        int merged = 0;
        // Keys that a step was in conflict over are left for another time.
        Set<Key> avoided = new HashSet<>();
        List<StoredDelta> deltas = deltas(folder, avoided);
        while (!deltas.isEmpty() && deltas.size() + avoided.size() > keep) {
            int taken = 1;
            while (taken > 0 && !deltas.isEmpty()) {
                taken = merge(folder, deltas, avoided);
                merged += taken;
                deltas = deltas.subList(taken, deltas.size());
            }
            deltas = deltas(folder, avoided);
        }
        return merged;
    }

    /** How many deltas one step took in; none if it was in conflict. */
    private int merge(FolderKeys folder, List<StoredDelta> deltas, Set<Key> avoided) {
        Attempt<Integer> attempt =
                attempts.attempt(
                        null,
                        Deadline.in(STEP_TIME),
                        false,
                        List.of(),
                        transaction -> step(transaction, folder, deltas));
        return switch (attempt) {
            case Attempt.Done<Integer>(Integer taken, boolean committed) -> taken;
            case Attempt.Conflicted<Integer>(Key key) -> {
                // Each conflict adds a key, or was over the directory: then another node works here
                // and we may leave it alone.
                if (!avoided.add(key) || avoided.size() > MAX_CONFLICTS) {
                    throw new ConflictException();
                }
                yield 0;
            }
            // A node's turn at a directory: it compacts this folder.
            case Attempt.Waiting<Integer>(Key key) -> throw new ConflictException();
            case Attempt.Yielded<Integer>(Key key) ->
                    throw new IllegalStateException("a compaction does not yield");
        };
    }

    private static Integer step(
            Transaction transaction, FolderKeys folder, List<StoredDelta> deltas) {
        return new PageMerge((BufferedTransaction) transaction, folder).apply(deltas);
    }

    private List<StoredDelta> deltas(FolderKeys folder, Set<Key> avoided) {
        return attempts.read(
                Consistency.LINEARIZABLE,
                Deadline.in(STEP_TIME),
                transaction -> {
                    BufferedTransaction reading = (BufferedTransaction) transaction;
                    List<StoredDelta> deltas = new ArrayList<>();
                    for (KeyEntry one : reading.view().scan(folder.deltas(), null, BATCH)) {
                        if (!avoided.contains(one.key())) {
                            byte[] plain = reading.open(one.key(), one.entry().value());
                            NameDelta delta = NameDelta.decode(plain);
                            deltas.add(new StoredDelta(one.key(), one.entry().revision(), delta));
                        }
                    }
                    deltas.sort((one, other) ->
                            Arrays.compareUnsigned(one.delta().name(), other.delta().name()));
                    return deltas;
                });
    }
}
