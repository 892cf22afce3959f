package io.sealwright.rotation;

import io.sealwright.storage.barrier.DueEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * Does what one kind of due entry stands for, where that has effects outside of the store, such as
 * in a database. Thread-safe.
 *
 * <p>It runs on the leader, outside of any transaction and on a thread of its own, and at most once
 * at a time for an entry on this member. While it runs its entry is put off again and again, so
 * that the next leader begins with it {@link OutsideRuns#CLAIM} after this one was lost, at most.
 * It therefore writes down what it is about to do before each effect, and what came of it
 * afterwards.
 */
public interface OutsideWork {
    /** The kind of entries it takes; no two kinds of work share one. */
    byte kind();

    /**
     * Does what is due. An entry is a hint: it may come early, again after it was done, or for
     * something that is gone, and then there is nothing to do. Ends soon when interrupted.
     *
     * <p>An exception leaves the entry for later, {@link OutsideRuns#CLAIM} from now; work that
     * backs off catches its own failures and answers a time.
     *
     * @param leading what every write goes through, so that none of a deposed leader lands
     * @return when to look again; empty for never
     * @throws DeposedException if this member does not lead any more
     */
    Optional<Instant> run(DueEntry entry, Leading leading) throws InterruptedException;
}
