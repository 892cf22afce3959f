package io.sealwright.server.engine.database;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A standing user of a database whose password is ours to change.
 *
 * @param password empty if it has none yet
 * @param pending the next password, written down before it is set in the database; it may be set
 *     already. Empty if none is under way
 * @param pendingSince epoch milliseconds since when somebody is setting it; 0 = nobody is
 * @param rotatedAt epoch milliseconds of the last change; 0 = never
 */
record Account(
        String username,
        String password,
        String pending,
        long pendingSince,
        long rotatedAt,
        Plan plan) {
    /**
     * How long a change may take, the wait for a connection included; after that it is taken up
     * again.
     */
    static final Duration UNDER_WAY = Duration.ofSeconds(60);

    Account {
        username = Objects.requireNonNullElse(username, "");
        password = Objects.requireNonNullElse(password, "");
        pending = Objects.requireNonNullElse(pending, "");
        plan = Objects.requireNonNullElse(plan, Plan.NONE);
    }

    static Account of(String username, String password, Plan plan) {
        return new Account(username, password, "", 0, 0, plan);
    }

    boolean isChanging() {
        return !pending.isEmpty();
    }

    /** Whether somebody is at it, and may still be. */
    boolean isHeld(Instant now) {
        return isChanging()
                && pendingSince > 0
                && now.isBefore(Instant.ofEpochMilli(pendingSince).plus(UNDER_WAY));
    }

    /** Somebody sets the pending password from now on. */
    Account begun(String next, Instant now) {
        return new Account(
                username,
                password,
                next,
                now.toEpochMilli(),
                rotatedAt,
                plan.lookedAt(now.plus(UNDER_WAY)));
    }

    /** Nobody is setting the pending password at this moment. */
    Account released() {
        return new Account(username, password, pending, 0, rotatedAt, plan);
    }

    /** The pending password is set. */
    Account finished(Instant now) {
        return new Account(username, pending, "", 0, now.toEpochMilli(), plan.after(now));
    }

    /**
     * It could not be set.
     *
     * @param kept whether it may have been set nevertheless, or is to be tried again
     */
    Account failed(Instant now, boolean kept) {
        return new Account(
                username, password, kept ? pending : "", 0, rotatedAt, plan.failed(now, kept));
    }

    /** With another plan, which begins with the last change. */
    Account with(Plan next, Instant now) {
        Instant from = rotatedAt == 0 ? now : Instant.ofEpochMilli(rotatedAt);
        Plan begun = next.period() > 0 ? next.after(from) : next.after(now);
        return new Account(
                username,
                password,
                pending,
                pendingSince,
                rotatedAt,
                isChanging() ? begun.lookedAt(now.plus(UNDER_WAY)) : begun);
    }

    /** The times of the plan that were missed are left out. */
    Account skipped(Instant now) {
        return new Account(username, password, pending, pendingSince, rotatedAt, plan.after(now));
    }

    @Override
    public String toString() {
        return "Account";
    }
}
