package io.sealwright.storage.raft;

import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this member's clock can be believed. One that differs from a majority's that agree would
 * end tokens and leases early or late: such a member leads nothing, expires nothing and answers
 * nothing until its clock is set. A jump is noticed at once, by the clock that cannot be set, and
 * counts as wrong until the others were asked. Thread-safe.
 */
final class ClockGuard implements Runnable {
    static final long PERIOD_MILLIS = 500;
    static final long TOLERANCE_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ClockGuard.class);
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long RETRY_MILLIS = 10;

    private final InstantSource clock;
    private final String selfId;
    private final Supplier<Collection<String>> voters;
    private final Function<String, CompletableFuture<Long>> ask;
    private final Map<String, Offset> offsets = new ConcurrentHashMap<>();
    private volatile Reading believed;
    private volatile Verdict verdict = Verdict.UNKNOWN;

    /** Since when the others are asked, with nothing known before. */
    private long since = System.nanoTime();

    enum Verdict {
        /** Too few members have told their time: one more could make a majority that agrees. */
        UNKNOWN,
        RIGHT,
        WRONG
    }

    private record Reading(long wallMillis, long nanoTime) {}

    private record Offset(long millis, long nanoTime) {}

    /**
     * @param voters peer ids of the members that vote
     * @param ask another member's time in milliseconds of the epoch
     */
    ClockGuard(
            InstantSource clock,
            String selfId,
            Supplier<Collection<String>> voters,
            Function<String, CompletableFuture<Long>> ask) {
        this.clock = clock;
        this.selfId = selfId;
        this.voters = voters;
        this.ask = ask;
        this.believed = reading();
    }

    /** True if the clock is known to be wrong, or may be after a jump. */
    boolean off() {
        return verdict == Verdict.WRONG || jumped(believed, reading());
    }

    boolean right() {
        return verdict == Verdict.RIGHT && !jumped(believed, reading());
    }

    /**
     * Waits until the others have told their time.
     *
     * @throws StoreException.Unavailable if the clock is wrong, or nobody told before the deadline
     */
    void awaitRight(Deadline deadline) {
        while (!right()) {
            if (verdict == Verdict.WRONG) {
                throw new StoreException.Unavailable(
                        "this node's clock differs from the other members' by more than "
                                + TOLERANCE_MILLIS / 1_000
                                + " s: set it");
            }
            if (deadline.left().toMillis() <= RETRY_MILLIS) {
                throw new StoreException.Unavailable(
                        "too few members tell their time to compare clocks with");
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted", e);
            }
        }
    }

    @Override
    public void run() {
        Collection<String> all = voters.get();
        begin(all);
        for (String peer : all) {
            if (!peer.equals(selfId)) {
                Reading asked = reading();
                ask.apply(peer).thenAccept(told -> told(peer, asked, told));
            }
        }
    }

    private synchronized void begin(Collection<String> all) {
        Reading now = reading();
        if (jumped(believed, now)) {
            LOG.warn("this node's clock was set, or jumped: it is compared with the others'");
            offsets.clear();
            verdict = Verdict.UNKNOWN;
            since = now.nanoTime();
        }
        believed = now;
        judge(all);
    }

    /** An answer that a jump overtook says nothing. */
    private synchronized void told(String peer, Reading asked, long millis) {
        Reading now = reading();
        long way = (now.nanoTime() - asked.nanoTime()) / 2_000_000;
        if (!jumped(asked, now) && way < TOLERANCE_MILLIS / 4) {
            offsets.put(peer, new Offset(millis - asked.wallMillis() - way, now.nanoTime()));
            judge(voters.get());
        }
    }

    private void judge(Collection<String> all) {
        long now = System.nanoTime();
        offsets.entrySet()
                .removeIf(one ->
                        !all.contains(one.getKey())
                                || now - one.getValue().nanoTime() > RECENT_NANOS);
        long[] known = offsets.values().stream().mapToLong(Offset::millis).toArray();
        // A member that does not vote yet is measured by those that do.
        boolean selfVotes = all.contains(selfId);
        Verdict next = verdict(known, selfVotes, all.size());
        if (next == Verdict.UNKNOWN) {
            // Lost contact: nothing says that the clock has become wrong, or right.
            if (verdict != Verdict.UNKNOWN || !undecided(known, selfVotes, all.size(), now)) {
                return;
            }
            next = Verdict.RIGHT;
        }
        if (next != verdict) {
            if (next == Verdict.WRONG) {
                LOG.error(
                        "this node's clock differs from the other members' by more than {} s: it"
                                + " answers nothing until its clock is set",
                        TOLERANCE_MILLIS / 1_000);
            } else if (verdict == Verdict.WRONG && next == Verdict.RIGHT) {
                LOG.info("this node's clock agrees with the other members' again");
            }
            verdict = next;
        }
    }

    /**
     * Whether enough have told their time, who do not agree, and the others had the time to tell
     * theirs: then nobody can decide, and refusing would stop the cluster over that.
     */
    private boolean undecided(long[] known, boolean selfVotes, int voters, long now) {
        return known.length + (selfVotes ? 1 : 0) > voters / 2 && now - since > RECENT_NANOS;
    }

    /**
     * Wrong if a majority of the voters agree with each other and not with this clock. Where no
     * majority agrees, no clock is better than another.
     *
     * @param others by how much the others' clocks are ahead
     */
    static Verdict verdict(long[] others, boolean selfVotes, int voters) {
        int majority = voters / 2 + 1;
        long[] sorted = Arrays.copyOf(others, others.length + (selfVotes ? 1 : 0));
        Arrays.sort(sorted);
        if (sorted.length < majority) {
            return Verdict.UNKNOWN;
        }
        boolean agreed = false;
        for (int from = 0; from + majority <= sorted.length; from++) {
            if (sorted[from + majority - 1] - sorted[from] <= TOLERANCE_MILLIS) {
                if (Math.abs(sorted[from + majority / 2]) <= TOLERANCE_MILLIS) {
                    return Verdict.RIGHT;
                }
                agreed = true;
            }
        }
        if (agreed) {
            return Verdict.WRONG;
        }
        return sorted.length < voters ? Verdict.UNKNOWN : Verdict.RIGHT;
    }

    private Reading reading() {
        return new Reading(clock.millis(), System.nanoTime());
    }

    private static boolean jumped(Reading from, Reading to) {
        long wall = to.wallMillis() - from.wallMillis();
        long steady = (to.nanoTime() - from.nanoTime()) / 1_000_000;
        return Math.abs(wall - steady) > TOLERANCE_MILLIS;
    }
}
