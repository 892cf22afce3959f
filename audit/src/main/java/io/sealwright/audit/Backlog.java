package io.sealwright.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries that a failing device had taken in, in order, up to a size; beyond it they are counted.
 * One thread at a time.
 */
final class Backlog {

    private final long maxBytes;
    private final List<AuditEntry> entries = new ArrayList<>();
    private long bytes;
    private long dropped;

    Backlog(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(AuditEntry entry) {
        if (dropped > 0 || bytes + entry.length() > maxBytes) {
            dropped++;
        } else {
            entries.add(entry);
            bytes += entry.length();
        }
    }

    List<AuditEntry> entries() {
        return entries;
    }

    long dropped() {
        return dropped;
    }

    void clear() {
        entries.clear();
        bytes = 0;
        dropped = 0;
    }
}
