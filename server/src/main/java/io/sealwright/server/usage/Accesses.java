package io.sealwright.server.usage;

import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Mount;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/**
 * Where the pipeline says what it has answered. In memory alone, bounded, and without a lock that a
 * request could wait for. Thread-safe.
 */
@Component
public final class Accesses {
    /** Different accesses between two merges; some 300 bytes each. */
    static final int MAX_ACCESSES = 50_000;

    /** Different refusals between two merges; at most some 700 bytes each. */
    static final int MAX_REFUSALS = 10_000;

    private static final int MAX_REFUSED_PATH = 200;
    private static final int SECONDS_OF_A_DAY = 86_400;

    private final Tally<Access> accesses = new Tally<>(MAX_ACCESSES);
    private final Tally<Access> reads = new Tally<>(MAX_ACCESSES);
    private final Tally<Refusal> refusals = new Tally<>(MAX_REFUSALS);
    private final LongAdder tokens = new LongAdder();
    private final LongAdder leases = new LongAdder();

    /**
     * A request that was answered.
     *
     * @param secret its path below the mount; empty for what concerns no single secret
     * @param identity an entity's id, or the display name of a token that has none
     */
    public void answered(
            Namespace namespace,
            Mount mount,
            String secret,
            String identity,
            boolean write,
            Instant at) {
        int day = (int) Math.floorDiv(at.getEpochSecond(), SECONDS_OF_A_DAY);
        Access access = new Access(MountPlace.of(namespace, mount), secret, identity, write, day);
        accesses.add(access, at.toEpochMilli());
        if (access.readsSecret()) {
            reads.add(access, at.toEpochMilli());
        }
    }

    /**
     * A request of somebody that was refused.
     *
     * @param mountPath empty where the path leads to none
     * @param path below the mount
     */
    public void refused(
            String namespacePath,
            String mountPath,
            String path,
            String identity,
            RefusalReason reason,
            Instant at) {
        String cut = path.length() <= MAX_REFUSED_PATH ? path : path.substring(0, MAX_REFUSED_PATH);
        add(namespacePath, mountPath, cut, identity, reason, at);
    }

    /** A request of nobody that was refused: only where it led is kept. */
    public void refused(String namespacePath, String mountPath, RefusalReason reason, Instant at) {
        add(namespacePath, mountPath, Refusal.NONE, Refusal.NONE, reason, at);
    }

    private void add(
            String namespacePath,
            String mountPath,
            String path,
            String identity,
            RefusalReason reason,
            Instant at) {
        String mount = mountPath.isEmpty() ? Refusal.NONE : mountPath;
        refusals.add(new Refusal(namespacePath, mount, path, identity, reason), at.toEpochMilli());
    }

    /** An answer with a token: one that is new, or renewed. */
    public void grantedToken() {
        tokens.increment();
    }

    /** An answer with a lease of something outside of the store. */
    public void grantedLease() {
        leases.increment();
    }

    /** For metrics. */
    Tally<Access> accesses() {
        return accesses;
    }

    /** Of secrets, for the store: it takes them less often. */
    Tally<Access> reads() {
        return reads;
    }

    Tally<Refusal> refusals() {
        return refusals;
    }

    long tokens() {
        return tokens.sum();
    }

    long leases() {
        return leases.sum();
    }
}
