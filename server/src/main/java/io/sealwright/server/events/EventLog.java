package io.sealwright.server.events;

import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.LogEntry;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of the cluster in the order in which they were committed, numbered without a gap: the
 * log of one space for all namespaces, so that one number says what somebody has heard.
 */
final class EventLog {
    private static final byte[] TRIMMED = {1};

    private EventLog() {}

    static void append(Transaction transaction, StoredEvent event) {
        records(transaction).append(StoredEvent.CODEC.encode(event));
    }

    /** The events behind a number, the oldest first. */
    static List<LoggedEvent> after(Transaction transaction, long number, int limit) {
        return records(transaction).log(number, limit).stream().map(EventLog::logged).toList();
    }

    private static LoggedEvent logged(LogEntry entry) {
        return new LoggedEvent(
                entry.number(),
                entry.record().revision() >>> Short.SIZE,
                StoredEvent.CODEC.decode(entry.record().value()));
    }

    /** The number of the last event of all; 0 if there was none yet. */
    static long last(Transaction transaction) {
        return records(transaction).lastNumber();
    }

    /** The number of the last event that is not kept any more; 0 if all are. */
    static long trimmed(Transaction transaction) {
        var stored = records(transaction).get(TRIMMED);
        return stored == null ? 0 : ByteBuffer.wrap(stored.value()).getLong();
    }

    /** Null if it is not kept any more, or not written yet. */
    static @Nullable LoggedEvent numbered(Transaction transaction, long number) {
        List<LoggedEvent> found = after(transaction, number - 1, 1);
        return found.isEmpty() || found.getFirst().number() != number ? null : found.getFirst();
    }

    /** Deletes the block of events that {@code number} ends. */
    static void trim(Transaction transaction, long number) {
        Records records = records(transaction);
        records.deleteLogBlock(number);
        records.put(TRIMMED, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.EVENTS);
    }
}
