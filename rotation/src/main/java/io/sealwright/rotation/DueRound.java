package io.sealwright.rotation;

import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is due, in bounded steps. Entries are read from a watermark on: what lies before it is
 * done. The watermark is kept in the store now and then, so that a new leader does not read over
 * everything that was ever deleted. For one thread.
 */
final class DueRound {
    private static final Logger LOG = LoggerFactory.getLogger(DueRound.class);
    private static final byte[] WATERMARK = "watermark".getBytes(StandardCharsets.US_ASCII);
    static final int PAGE = 256;
    static final int PAGES_A_ROUND = 40;
    private static final int BATCH = 32;

    /**
     * How far below the leader's time entries may still come in: clocks of members differ by
     * seconds, and a request commits up to its time limit after it read the clock.
     */
    static final Duration LATE = Duration.ofMinutes(5);

    static final Duration WATERMARK_STEP = Duration.ofMinutes(5);
    static final Duration RETRY = Duration.ofSeconds(30);

    private final Barrier barrier;
    private final Map<Byte, DueHandler> handlers = new HashMap<>();
    private final OutsideRuns outside;
    private final InstantSource clock;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong postponed = new AtomicLong();
    private Instant from = Instant.EPOCH;
    private Instant stored = Instant.EPOCH;
    private @Nullable Start start;

    /**
     * What the watermark in memory belongs to; a restored snapshot, too, counts as a write of the
     * settings.
     */
    private record Start(Precondition fence, long settings) {}

    private record Stored(Instant watermark, long settings) {}

    DueRound(Barrier barrier, List<DueHandler> handlers, OutsideRuns outside, InstantSource clock) {
        this.barrier = barrier;
        this.outside = outside;
        this.clock = clock;
        for (DueHandler handler : handlers) {
            if (this.handlers.put(handler.kind(), handler) != null
                    || outside.takes(handler.kind())) {
                throw new IllegalArgumentException("two handlers of kind " + handler.kind());
            }
        }
    }

    long done() {
        return done.get();
    }

    long postponed() {
        return postponed.get();
    }

    /**
     * How late the oldest entry found was, in milliseconds.
     *
     * @throws DeposedException if the member stopped leading; what it had begun did not land
     */
    long run(Leading leading, CountDownLatch stop) {
        begin(leading);
        Instant now = clock.instant();
        long lag = 0;
        for (int page = 0; page < PAGES_A_ROUND && stop.getCount() > 0; page++) {
            List<DueEntry> entries =
                    barrier.read(
                            DueScheduler.consistency(),
                            DueScheduler.deadline(),
                            transaction -> transaction.due(from, now, PAGE));
            if (entries.isEmpty()) {
                advance(leading, now.minus(LATE));
                return lag;
            }
            lag = Math.max(lag, Duration.between(entries.getFirst().at(), now).toMillis());
            handle(leading, entries, stop);
        }
        return lag;
    }

    /** A new leader, and everyone after a restore, starts from the stored watermark. */
    private void begin(Leading leading) {
        Stored now =
                barrier.read(DueScheduler.consistency(), DueScheduler.deadline(), DueRound::stored);
        Start begun = new Start(leading.fence(), now.settings());
        if (!begun.equals(start)) {
            start = begun;
            stored = now.watermark();
            from = stored;
        }
    }

    private void handle(Leading leading, List<DueEntry> entries, CountDownLatch stop) {
        for (int at = 0; at < entries.size() && stop.getCount() > 0; at += BATCH) {
            List<DueEntry> batch = entries.subList(at, Math.min(entries.size(), at + BATCH));
            if (!together(leading, batch)) {
                batch.forEach(entry -> alone(leading, entry));
            }
        }
    }

    /** False if one of them cannot be done, or not beside the others: nothing was written then. */
    private boolean together(Leading leading, List<DueEntry> batch) {
        try {
            take(leading, batch);
            return true;
        } catch (StoreException.TooLarge e) {
            return false;
        } catch (SealedException | StoreException | DeposedException e) {
            throw e;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void alone(Leading leading, DueEntry entry) {
        try {
            take(leading, List.of(entry));
        } catch (StoreException.TooLarge e) {
            postpone(leading, entry, e);
        } catch (SealedException | StoreException | DeposedException e) {
            throw e;
        } catch (RuntimeException e) {
            postpone(leading, entry, e);
        }
    }

    private void take(Leading leading, List<DueEntry> entries) {
        Instant claim = clock.instant().plus(OutsideRuns.CLAIM);
        transact(
                leading,
                transaction -> entries.forEach(entry -> handle(transaction, entry, claim)));
        for (DueEntry entry : entries) {
            if (outside.takes(entry.kind())) {
                outside.claimed(leading, entry, claim);
            }
        }
        done.addAndGet(entries.size());
    }

    private void handle(Transaction transaction, DueEntry entry, Instant claim) {
        // First, so that a handler may put the same entry again.
        transaction.deleteDue(entry.at(), entry.kind(), entry.namespace(), entry.id());
        if (outside.takes(entry.kind())) {
            transaction.putDue(claim, entry.kind(), entry.namespace(), entry.id(), entry.value());
            return;
        }
        DueHandler handler = handlers.get(entry.kind());
        if (handler == null) {
            throw new IllegalStateException("no handler of kind " + entry.kind());
        }
        handler.due(transaction, entry);
    }

    /** Never forgotten: the entry moves to a later time. */
    private void postpone(Leading leading, DueEntry entry, RuntimeException cause) {
        // Without the message, which may quote data.
        LOG.warn(
                "due work of kind {} failed and is put off: {}",
                entry.kind(),
                cause.getClass().getName());
        Instant later = clock.instant().plus(RETRY);
        transact(
                leading,
                transaction -> {
                    transaction.deleteDue(entry.at(), entry.kind(), entry.namespace(), entry.id());
                    transaction.putDue(
                            later, entry.kind(), entry.namespace(), entry.id(), entry.value());
                });
        postponed.incrementAndGet();
    }

    private void advance(Leading leading, Instant to) {
        if (to.isAfter(from)) {
            from = to;
        }
        if (from.isBefore(stored.plus(WATERMARK_STEP))) {
            return;
        }
        Instant reached = from;
        transact(
                leading,
                transaction ->
                        records(transaction)
                                .put(
                                        WATERMARK,
                                        ByteBuffer.allocate(9)
                                                .put((byte) 1)
                                                .putLong(reached.toEpochMilli())
                                                .array()));
        stored = reached;
    }

    private static void transact(Leading leading, Consumer<Transaction> body) {
        leading.transact(transaction -> {
            body.accept(transaction);
            return leading;
        });
    }

    private static Stored stored(Transaction transaction) {
        Record found = records(transaction).peek(WATERMARK);
        return new Stored(
                found == null ? Instant.EPOCH : watermark(found.value()),
                transaction.classRevision(Keys.ROOT_NAMESPACE, ControlClass.SETTINGS));
    }

    private static Instant watermark(byte[] value) {
        if (value.length != 9 || value[0] != 1) {
            throw new IllegalStateException("a due watermark of an unknown format");
        }
        return Instant.ofEpochMilli(ByteBuffer.wrap(value).getLong(1));
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.DUE_INDEX);
    }
}
