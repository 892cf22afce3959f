package io.sealwright.audit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finished lines of a network device that are not yet accepted, in order. They are sent again as
 * they are, to the byte, so that a receiver can tell a repetition. One thread at a time.
 */
final class Outbox {

    private record Line(byte[] bytes, @Nullable PendingEntry waiting) {}

    private final LineChain chain = new LineChain();
    private final boolean counts;
    private final long maxBytes;
    private final Deque<Line> lines = new ArrayDeque<>();
    private long bytes;
    private long dropped;

    /**
     * @param counts whether those who wait for an entry hear of it
     * @param maxBytes beyond it, entries of a failing device are counted and dropped
     */
    Outbox(boolean counts, long maxBytes) {
        this.counts = counts;
        this.maxBytes = maxBytes;
    }

    /** An entry that is about to be sent. */
    void add(PendingEntry pending) {
        put(pending.entry().body(), counts ? pending : null);
    }

    /** An entry that was queued when the device failed: nobody may wait for it any more. */
    void addLate(PendingEntry pending) {
        if (counts) {
            pending.failed();
        }
        if (dropped > 0 || bytes + pending.entry().length() > maxBytes) {
            dropped++;
        } else {
            put(pending.entry().body(), null);
        }
    }

    /** A line of the log's own. */
    void add(byte[] marker) {
        put(marker, null);
    }

    private void put(byte[] body, @Nullable PendingEntry waiting) {
        byte[] line = chain.line(body);
        lines.add(new Line(line, waiting));
        bytes += line.length;
    }

    ChainPosition tip() {
        return chain.tip();
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** The oldest lines, up to these bounds, at least one. */
    List<byte[]> oldest(int maxLines, int maxBatchBytes) {
        List<byte[]> batch = new ArrayList<>();
        long length = 0;
        for (Line line : lines) {
            length += line.bytes().length;
            if (!batch.isEmpty() && (batch.size() >= maxLines || length > maxBatchBytes)) {
                break;
            }
            batch.add(line.bytes());
        }
        return batch;
    }

    /** The oldest lines were accepted; answers their bytes. */
    long accepted(int count) {
        long length = 0;
        for (int i = 0; i < count; i++) {
            Line line = lines.remove();
            length += line.bytes().length;
            PendingEntry waiting = line.waiting();
            if (waiting != null) {
                waiting.written();
                waiting.stored();
            }
        }
        bytes -= length;
        return length;
    }

    /** Tells those who wait that this device failed; the lines stay. */
    void release() {
        for (int i = lines.size(); i > 0; i--) {
            Line line = lines.remove();
            PendingEntry waiting = line.waiting();
            if (waiting != null) {
                waiting.failed();
            }
            lines.add(new Line(line.bytes(), null));
        }
    }

    /** How many entries were dropped since the last call. */
    long takeDropped() {
        long count = dropped;
        dropped = 0;
        return count;
    }
}
