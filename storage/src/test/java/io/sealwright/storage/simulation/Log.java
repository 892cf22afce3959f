package io.sealwright.storage.simulation;

import java.util.ArrayList;
import java.util.List;

/** A running member's log, each change written to its disk. */
final class Log {
    private final Disk disk;
    private final List<LogRecord> entries;
    private final List<long[]> syncing = new ArrayList<>();
    private long synced;

    Log(Disk disk, List<LogRecord> recovered) {
        this.disk = disk;
        this.entries = new ArrayList<>(recovered);
        this.synced = last();
    }

    /** The entry before the first that is held. */
    long base() {
        return disk.baseIndex();
    }

    long last() {
        return base() + entries.size();
    }

    long lastTerm() {
        return termAt(last());
    }

    /** Up to where it is durable. */
    long synced() {
        return synced;
    }

    /** -1 where there is nothing. */
    long termAt(long index) {
        if (index == base()) {
            return disk.baseTerm();
        }
        return index < base() || index > last() ? -1 : at(index).term();
    }

    LogRecord at(long index) {
        return entries.get((int) (index - base() - 1));
    }

    List<LogRecord> from(long index, int most) {
        int start = (int) (index - base() - 1);
        return List.copyOf(entries.subList(start, Math.min(entries.size(), start + most)));
    }

    void append(LogRecord entry) {
        entries.add(entry);
        disk.append(entry);
    }

    void truncate(long from) {
        entries.subList((int) (from - base() - 1), entries.size()).clear();
        disk.truncate(from);
        synced = Math.min(synced, from - 1);
        for (long[] last : syncing) {
            last[0] = Math.min(last[0], from - 1);
        }
    }

    void sync(long micros, Process process, boolean honest, Runnable done) {
        long[] last = {last()};
        syncing.add(last);
        Runnable stored =
                () -> {
                    syncing.remove(last);
                    synced = Math.max(synced, last[0]);
                    done.run();
                };
        if (honest) {
            disk.sync(micros, process, stored);
        } else {
            stored.run();
        }
    }

    /** Everything up to there is in a durable snapshot. */
    void dropUpTo(long index, long term) {
        if (index <= base()) {
            return;
        }
        boolean continues = termAt(index) == term;
        if (continues) {
            entries.subList(0, (int) (index - base())).clear();
            synced = Math.max(synced, index);
        } else {
            entries.clear();
            disk.clear();
            syncing.forEach(last -> last[0] = Math.min(last[0], index));
            synced = index;
        }
        disk.dropUpTo(index, term);
    }
}
