package io.sealwright.server.lockout;

import io.sealwright.server.config.LockoutSettings;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Locks names out of a mount after too many failed logins, on every node at once: the count is
 * replicated. Names that do not exist are counted like those that do, so that nobody can tell them
 * apart; of them at most {@value #MAX_UNKNOWN} at a time for each mount, so that a flood of
 * invented names neither fills the store nor keeps a real name from being counted. Thread-safe.
 */
@Component
public final class Lockouts {
    /** Some 300 bytes each, until the longer of lockout and counter reset is over. */
    static final int MAX_UNKNOWN = 10_000;

    private static final int MAX_LISTED = 10_000;

    private final LockoutSettings settings;
    private final FailureRecords failures;

    Lockouts(LockoutSettings settings, FailureRecords failures) {
        this.settings = settings;
        this.failures = failures;
    }

    /** To be called when a method that locks names out is mounted. */
    public void mounted(EngineContext context) {
        failures.mounted(context.transaction(), context.mount());
    }

    /**
     * To be called first by a login. What was counted is a precondition of the login's commit: a
     * guess that is right at last does not overtake the failure that locks the name.
     *
     * @throws RequestFailure permission denied, if the name is locked out
     */
    public void requireUnlocked(Call call, String alias) {
        LockoutRules rules = rules(call.mount());
        if (rules.disabled()) {
            return;
        }
        FailedLogins failed = failures.find(call.transaction(), call.mount(), alias);
        if (failed != null && rules.locks(failed, call.now())) {
            throw RequestFailure.denied();
        }
    }

    /**
     * A refusal to be thrown for a login with wrong credentials: it is counted.
     *
     * @param known whether there is such a name at the mount
     */
    public RequestFailure failed(Call call, String alias, boolean known, RequestFailure refusal) {
        Mount mount = call.mount();
        LockoutRules rules = rules(mount);
        Instant now = call.now();
        return rules.disabled()
                ? refusal
                : refusal.remembering(
                        transaction -> count(transaction, mount, rules, alias, known, now));
    }

    private void count(
            Transaction transaction,
            Mount mount,
            LockoutRules rules,
            String alias,
            boolean known,
            Instant now) {
        FailedLogins old = failures.find(transaction, mount, alias);
        // Locked by another login that failed meanwhile: the lock ends when that one says.
        boolean locked = old != null && rules.locks(old, now);
        boolean tooMany =
                old == null && !known && failures.unknown(transaction, mount) >= MAX_UNKNOWN;
        if (locked || tooMany) {
            return;
        }
        long count = old == null || rules.startsAgain(old, now) ? 1 : old.count() + 1;
        failures.replace(
                transaction,
                mount,
                old,
                new FailedLogins(
                        alias,
                        known,
                        count,
                        now.toEpochMilli(),
                        rules.forgotten(now).toEpochMilli()));
    }

    /** To be called by a login that succeeds: its failures are forgotten. */
    public void succeeded(Call call, String alias) {
        forget(call.transaction(), call.mount(), alias);
    }

    private void forget(Transaction transaction, Mount mount, String alias) {
        FailedLogins failed = failures.find(transaction, mount, alias);
        if (failed != null) {
            failures.remove(transaction, mount, failed);
        }
    }

    /** Nothing if it is not locked. */
    void unlock(Transaction transaction, Mount mount, String alias) {
        forget(transaction, mount, alias);
    }

    /** The names that are locked now, in order; at most {@value #MAX_LISTED} are looked at. */
    List<String> locked(Transaction transaction, Mount mount, Instant now) {
        LockoutRules rules = rules(mount);
        return failures.all(transaction, mount, MAX_LISTED).stream()
                .filter(failed -> rules.locks(failed, now))
                .map(FailedLogins::alias)
                .sorted()
                .toList();
    }

    private LockoutRules rules(Mount mount) {
        return LockoutRules.of(settings, mount.config().lockout());
    }
}
