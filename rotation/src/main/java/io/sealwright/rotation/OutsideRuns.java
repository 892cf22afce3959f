package io.sealwright.rotation;

import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.SealedException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work outside of the store that is being done, each piece on a virtual thread. Thread-safe.
 *
 * <p>Whoever takes an entry first moves it to {@link #CLAIM} from now, in a transaction; then it is
 * begun. Its time comes again while it runs, and it is moved once more, and looked at when it has
 * run.
 */
final class OutsideRuns {
    private static final Logger LOG = LoggerFactory.getLogger(OutsideRuns.class);

    /** How long after a leader was lost the next one begins with what it was doing, at most. */
    static final Duration CLAIM = Duration.ofSeconds(15);

    /** Pieces of work that run at one time; the others wait for their turn. */
    static final int AT_ONCE = 32;

    /** Running or waiting; what is due beyond that is looked at again after {@link #CLAIM}. */
    static final int MOST = 10_000;

    private final Map<Byte, OutsideWork> works = new HashMap<>();
    private final Map<Id, Running> running = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /** What an entry is about, whatever its time. */
    private record Id(byte kind, int namespace, ByteBuffer id) {
        static Id of(DueEntry entry) {
            return new Id(entry.kind(), entry.namespace(), ByteBuffer.wrap(entry.id()));
        }
    }

    /** One piece of work, and when its entry is to be due again. */
    private static final class Running {
        private Instant claim;
        private @Nullable Instant later;
        private volatile @Nullable Thread thread;

        Running(Instant claim) {
            this.claim = claim;
        }

        synchronized Instant claim() {
            return claim;
        }

        /** While it runs, its time has come again. */
        synchronized void again(Instant moved) {
            later = moved;
        }

        /** Whether its time has come again meanwhile: then it is looked at once more. */
        synchronized boolean goesOn() {
            Instant moved = later;
            if (moved == null) {
                return false;
            }
            claim = moved;
            later = null;
            return true;
        }
    }

    OutsideRuns(List<OutsideWork> works) {
        for (OutsideWork work : works) {
            if (this.works.put(work.kind(), work) != null) {
                throw new IllegalArgumentException("two kinds of work share " + work.kind());
            }
        }
    }

    boolean takes(byte kind) {
        return works.containsKey(kind);
    }

    /** Begins what has been claimed, unless it runs already; returns at once. */
    void claimed(Leading leading, DueEntry entry, Instant claim) {
        Id id = Id.of(entry);
        Running known =
                running.computeIfPresent(
                        id,
                        (_, run) -> {
                            run.again(claim);
                            return run;
                        });
        if (known != null || running.size() >= MOST) {
            return;
        }
        Running begun = new Running(claim);
        running.put(id, begun);
        begun.thread =
                Thread.ofVirtual()
                        .name("outside-" + entry.kind())
                        .start(() -> run(leading, entry, id, begun));
    }

    private void run(Leading leading, DueEntry entry, Id id, Running run) {
        try {
            turns.acquire();
            try {
                do {
                    Optional<Instant> next = work(entry.kind()).run(entry, leading);
                    finish(leading, entry, run.claim(), next);
                } while (running.computeIfPresent(id, (_, it) -> it.goesOn() ? it : null) != null);
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            // Sealing. The next leader finds the claim.
        } catch (SealedException | StoreException | ConflictException | DeposedException e) {
            LOG.debug("work of kind {} put off: {}", entry.kind(), e.toString());
        } catch (RuntimeException e) {
            // Without the message, which may quote data.
            LOG.warn(
                    "work of kind {} failed and is put off: {}",
                    entry.kind(),
                    e.getClass().getName());
        } finally {
            running.remove(id, run);
        }
    }

    private OutsideWork work(byte kind) {
        OutsideWork work = works.get(kind);
        if (work == null) {
            throw new IllegalStateException("no work of kind " + kind);
        }
        return work;
    }

    /**
     * A claim that was moved meanwhile stays: it may stand for what somebody asked for just after
     * this run had looked for the last time, which looks once more therefore.
     */
    private static void finish(
            Leading leading, DueEntry entry, Instant claim, Optional<Instant> next) {
        byte kind = entry.kind();
        leading.transact(transaction -> {
            transaction.deleteDue(claim, kind, entry.namespace(), entry.id());
            next.ifPresent(at ->
                    transaction.putDue(at, kind, entry.namespace(), entry.id(), entry.value()));
            return leading;
        });
    }

    /** Interrupts what runs and waits until it has ended, at most for {@code limit}. */
    void stop(Duration limit) {
        running.values()
                .forEach(run -> {
                    Thread thread = run.thread;
                    if (thread != null) {
                        thread.interrupt();
                    }
                });
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!running.isEmpty() && System.nanoTime() - end < 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
