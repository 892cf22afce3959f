package io.sealwright.server.lease;

import io.sealwright.server.quotas.LeaseCounts;
import io.sealwright.server.quotas.LeasePlace;
import io.sealwright.server.spi.SecretLease;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * A lease of what an engine made, as it is stored.
 *
 * @param token hex of the keyed hash of the token that it was issued to
 * @param issued epoch milliseconds
 * @param expires epoch milliseconds; of one that was only begun: when it is taken for abandoned
 * @param renewed epoch seconds; 0 = never renewed
 * @param maxTtl seconds from its issue on; 0 = the mount's
 * @param forced it goes although what it guards cannot be ended
 * @param attempts at its revocation that failed
 * @param error of the last attempt; empty if none failed
 * @param retry epoch milliseconds: no attempt before; 0 = at once
 * @param quota what counts it, see {@link LeaseCounts#take}
 * @param data of its engine
 */
record StoredLease(
        String id,
        int namespace,
        String mountAccessor,
        String token,
        State state,
        long issued,
        long expires,
        long renewed,
        long maxTtl,
        boolean renewable,
        boolean forced,
        int attempts,
        String error,
        long retry,
        String quota,
        ObjectNode data) {
    /** Failed attempts after which it is listed as irrevocable; it is still tried. */
    static final int IRREVOCABLE = 6;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
    private static final Duration LAST_RETRY = Duration.ofHours(1);
    private static final int DOUBLED = 9;

    enum State {
        /** Written down before anything is made. */
        BEGUN,
        ISSUED,
        /** Being revoked: never issued, nor renewed, again. */
        ENDING
    }

    StoredLease {
        // Leases of before there were lease counts have none.
        quota = Objects.requireNonNullElse(quota, LeaseCounts.NONE);
    }

    SecretLease seen() {
        return new SecretLease(
                id,
                namespace,
                mountAccessor,
                Instant.ofEpochMilli(issued),
                Instant.ofEpochMilli(expires),
                data);
    }

    /** Its id is the path of the request that made it, and a name of its own. */
    LeasePlace place() {
        return new LeasePlace(namespace, mountAccessor, id.substring(0, id.lastIndexOf('/')), "");
    }

    Instant expiry() {
        return Instant.ofEpochMilli(expires);
    }

    boolean live(Instant now) {
        return state == State.ISSUED && expires > now.toEpochMilli();
    }

    boolean irrevocable() {
        return attempts >= IRREVOCABLE;
    }

    /** When it may be ended: its expiry, or the next attempt. */
    Instant due() {
        return Instant.ofEpochMilli(state == State.ENDING ? retry : expires);
    }

    StoredLease asIssued(Instant now, Instant until, Duration newMaxTtl, boolean mayRenew) {
        return new StoredLease(
                id,
                namespace,
                mountAccessor,
                token,
                State.ISSUED,
                now.toEpochMilli(),
                until.toEpochMilli(),
                0,
                newMaxTtl.toSeconds(),
                mayRenew,
                false,
                0,
                "",
                0,
                quota,
                data);
    }

    StoredLease asRenewed(Instant now, Instant until) {
        return new StoredLease(
                id,
                namespace,
                mountAccessor,
                token,
                state,
                issued,
                until.toEpochMilli(),
                now.getEpochSecond(),
                maxTtl,
                renewable,
                forced,
                attempts,
                error,
                retry,
                quota,
                data);
    }

    StoredLease countedBy(String newQuota) {
        return new StoredLease(
                id,
                namespace,
                mountAccessor,
                token,
                state,
                issued,
                expires,
                renewed,
                maxTtl,
                renewable,
                forced,
                attempts,
                error,
                retry,
                newQuota,
                data);
    }

    /**
     * @param force also where what it guards cannot be ended
     */
    StoredLease asEnding(boolean force) {
        return ending(forced || force, attempts, error, 0);
    }

    StoredLease asFailed(String why, Instant now) {
        return ending(forced, attempts + 1, why, now.plus(pause(attempts)).toEpochMilli());
    }

    private StoredLease ending(boolean force, int failed, String why, long nextTry) {
        return new StoredLease(
                id,
                namespace,
                mountAccessor,
                token,
                State.ENDING,
                issued,
                expires,
                renewed,
                maxTtl,
                renewable,
                force,
                failed,
                why,
                nextTry,
                quota,
                data);
    }

    private static Duration pause(int failed) {
        Duration doubled = FIRST_RETRY.multipliedBy(1L << Math.min(failed, DOUBLED));
        return doubled.compareTo(LAST_RETRY) < 0 ? doubled : LAST_RETRY;
    }

    @Override
    public String toString() {
        return "StoredLease[" + id + ", " + state + "]";
    }
}
