package io.sealwright.rotation;

import io.sealwright.storage.Keys;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is due, in bounded steps. Entries are read from a watermark on: what lies before it is done. The watermark is kept in
 * the store now and then, so that a new leader does not read over everything that was ever deleted.
 */
final class DueRound {
    private static final Logger LOG = LoggerFactory.getLogger(DueRound.class);
    private static final byte[] WATERMARK = "watermark".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE = 256;
    private static final int PAGES_A_ROUND = 40;
    private static final int BATCH = 32;

    /** Clocks of members that may write are at most this far behind the leader's; entries may still come in below its time. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final Duration WATERMARK_STEP = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Barrier barrier;
    private final Map<Byte, DueHandler> handlers = new HashMap<>();
    private final InstantSource clock;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong postponed = new AtomicLong();
    private Instant from = Instant.EPOCH;
    private Instant stored = Instant.EPOCH;
    private boolean fresh = true;

    DueRound(Barrier barrier, List<DueHandler> handlers, InstantSource clock) {
        this.barrier = barrier;
        this.clock = clock;
        for (DueHandler handler : handlers) {
            if (this.handlers.put(handler.kind(), handler) != null) {
                throw new IllegalArgumentException("two handlers of kind " + handler.kind());
            }
        }
    }

    /** The next round starts from the stored watermark. */
    void leadingAnew() {
        fresh = true;
    }

    long done() {
        return done.get();
    }

    long postponed() {
        return postponed.get();
    }

    /** How late the oldest entry found was, in milliseconds. */
    long run(Precondition fence, CountDownLatch stop) {
        if (fresh) {
            stored = storedWatermark();
            from = stored;
            fresh = false;
        }
        Instant now = clock.instant();
        long lag = 0;
        for (int page = 0; page < PAGES_A_ROUND && stop.getCount() > 0; page++) {
            List<DueEntry> entries = barrier.read(
                    DueScheduler.consistency(),
                    DueScheduler.deadline(),
                    transaction -> transaction.due(from, now, PAGE));
            if (entries.isEmpty()) {
                advance(fence, now.minus(SKEW));
                return lag;
            }
            lag = Math.max(lag, Duration.between(entries.getFirst().at(), now).toMillis());
            handle(fence, entries, stop);
        }
        return lag;
    }

    private void handle(Precondition fence, List<DueEntry> entries, CountDownLatch stop) {
        for (int at = 0; at < entries.size() && stop.getCount() > 0; at += BATCH) {
            List<DueEntry> batch = entries.subList(at, Math.min(entries.size(), at + BATCH));
            if (!together(fence, batch)) {
                batch.forEach(entry -> alone(fence, entry));
            }
        }
    }

    private boolean together(Precondition fence, List<DueEntry> batch) {
        try {
            barrier.transact(DueScheduler.deadline(), transaction -> {
                transaction.require(fence);
                batch.forEach(entry -> handle(transaction, entry));
                return batch;
            });
            done.addAndGet(batch.size());
            return true;
        } catch (StoreException.TooLarge | IllegalStateException e) {
            return false;
        }
    }

    private void alone(Precondition fence, DueEntry entry) {
        try {
            barrier.transact(DueScheduler.deadline(), transaction -> {
                transaction.require(fence);
                handle(transaction, entry);
                return entry;
            });
            done.incrementAndGet();
        } catch (SealedException | ConflictException | StoreException.Unavailable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("due work of kind {} failed and is put off: {}", entry.kind(), e.getClass().getName());
            postpone(fence, entry);
        }
    }

    private void handle(Transaction transaction, DueEntry entry) {
        DueHandler handler = handlers.get(entry.kind());
        if (handler == null) {
            throw new IllegalStateException("no handler of kind " + entry.kind());
        }
        handler.due(transaction, entry);
        transaction.deleteDue(entry.at(), entry.kind(), entry.namespace(), entry.id());
    }

    /** Never forgotten: the entry moves to a later time. */
    private void postpone(Precondition fence, DueEntry entry) {
        postponed.incrementAndGet();
        Instant later = clock.instant().plus(RETRY);
        barrier.transact(DueScheduler.deadline(), transaction -> {
            transaction.require(fence);
            transaction.deleteDue(entry.at(), entry.kind(), entry.namespace(), entry.id());
            transaction.putDue(later, entry.kind(), entry.namespace(), entry.id(), entry.value());
            return entry;
        });
    }

    private void advance(Precondition fence, Instant to) {
        if (to.isAfter(from)) {
            from = to;
        }
        if (from.isBefore(stored.plus(WATERMARK_STEP))) {
            return;
        }
        Instant reached = from;
        barrier.transact(DueScheduler.deadline(), transaction -> {
            transaction.require(fence);
            records(transaction)
                    .put(WATERMARK, ByteBuffer.allocate(9).put((byte) 1).putLong(reached.toEpochMilli()).array());
            return reached;
        });
        stored = reached;
    }

    private Instant storedWatermark() {
        Record stored = barrier.read(
                DueScheduler.consistency(),
                DueScheduler.deadline(),
                transaction -> records(transaction).peek(WATERMARK));
        if (stored == null) {
            return Instant.EPOCH;
        }
        byte[] value = stored.value();
        if (value.length != 9 || value[0] != 1) {
            throw new IllegalStateException("a due watermark of an unknown format");
        }
        return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong(1));
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.DUE_INDEX);
    }
}
