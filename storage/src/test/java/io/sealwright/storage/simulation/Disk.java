package io.sealwright.storage.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member's log file, term and vote. What is not synced is lost, kept in part or torn when the
 * power fails; it stays when only the process ends.
 */
final class Disk {
    private static final int INDEX_AT = Long.BYTES;

    private final World world;
    private final boolean keepsVotes;
    private List<byte[]> durable = new ArrayList<>();
    private List<byte[]> current = new ArrayList<>();
    private long baseIndex = -1;
    private long baseTerm;
    private long term;
    private @Nullable String vote;
    private long lastSync;

    Disk(World world, boolean keepsVotes) {
        this.world = world;
        this.keepsVotes = keepsVotes;
    }

    long term() {
        return term;
    }

    @Nullable String vote() {
        return vote;
    }

    /** Term and vote are replaced together, and durable when this returns. */
    void save(long newTerm, @Nullable String newVote) {
        term = newTerm;
        vote = keepsVotes ? newVote : null;
    }

    long baseIndex() {
        return baseIndex;
    }

    long baseTerm() {
        return baseTerm;
    }

    void append(LogRecord entry) {
        current.add(entry.encode());
    }

    void truncate(long from) {
        current.removeIf(bytes -> index(bytes) >= from);
    }

    /** A snapshot takes the place of a log that it does not continue. */
    void clear() {
        durable.clear();
        current.clear();
    }

    /** Drops what a durable snapshot has made useless. */
    void dropUpTo(long index, long termThere) {
        durable.removeIf(bytes -> index(bytes) <= index);
        current.removeIf(bytes -> index(bytes) <= index);
        baseIndex = index;
        baseTerm = termThere;
    }

    /** Makes durable what is written by now; syncs end in the order in which they began. */
    void sync(long micros, Process process, Runnable done) {
        List<byte[]> written = new ArrayList<>(current);
        lastSync = Math.max(world.now() + micros, lastSync + 1);
        process.after(
                lastSync - world.now(),
                () -> {
                    durable = new ArrayList<>(written);
                    durable.removeIf(bytes -> index(bytes) <= baseIndex);
                    done.run();
                });
    }

    /** What a start finds. */
    List<LogRecord> recover(boolean powerFailed) {
        List<byte[]> found = powerFailed ? afterPowerFailure() : current;
        List<LogRecord> entries = new ArrayList<>();
        List<byte[]> whole = new ArrayList<>();
        for (byte[] bytes : found) {
            LogRecord entry = LogRecord.decode(bytes);
            if (entry == null || entry.index() != baseIndex + 1 + entries.size()) {
                break;
            }
            entries.add(entry);
            whole.add(bytes);
        }
        durable = whole;
        current = new ArrayList<>(whole);
        lastSync = world.now();
        return entries;
    }

    private List<byte[]> afterPowerFailure() {
        int common = 0;
        while (common < Math.min(durable.size(), current.size())
                && durable.get(common) == current.get(common)) {
            common++;
        }
        if (common < durable.size()) {
            return world.chance(0.5) ? durable : new ArrayList<>(current.subList(0, common));
        }
        int kept = common + world.random.nextInt(current.size() - common + 1);
        List<byte[]> found = new ArrayList<>(current.subList(0, kept));
        if (kept < current.size() && world.chance(0.5)) {
            found.add(torn(current.get(kept)));
        }
        return found;
    }

    private byte[] torn(byte[] record) {
        byte[] torn = new byte[record.length];
        System.arraycopy(record, 0, torn, 0, world.random.nextInt(record.length));
        return torn;
    }

    private static long index(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong(INDEX_AT);
    }
}
