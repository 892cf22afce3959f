package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.Database;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.spi.DatabaseException.Kind;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Transaction;
import io.sealwright.storage.barrier.TransactionBody;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a password in a database changes, so that it is never lost: the new one is written down as
 * pending, then set in the database, then it takes the place of the old one. Whoever goes on after
 * a crash sets the same pending password again, which harms nothing. Of a connection's own user
 * either password may be the one that lets us in meanwhile, so that both are tried. Thread-safe.
 */
final class Rotations {
    private final Databases databases;
    private final Passwords passwords;
    private final InstantSource clock;

    /** What the steps are written with: in a request's time, or with the leader's fence. */
    interface Transactions {
        <T extends @Nullable Object> T run(TransactionBody<T> body);
    }

    /** A change that has been written down. */
    private record Begun(Rotated rotated, Decoded<DatabaseConnection> connection) {
        String pending() {
            return rotated.account().pending();
        }

        @Override
        public String toString() {
            return "Begun";
        }
    }

    Rotations(Databases databases, Passwords passwords, InstantSource clock) {
        this.databases = databases;
        this.passwords = passwords;
        this.clock = clock;
    }

    InstantSource clock() {
        return clock;
    }

    /**
     * Changes a password now, or ends a change that was begun; nothing if the subject is gone.
     *
     * @param limit of time for the statements
     * @throws DatabaseException if it is not changed, or if that is not known; then it is tried
     *     again as the plan says
     */
    void rotate(Subject subject, Transactions transactions, Duration limit) {
        Optional<Begun> begun = transactions.run(transaction -> begin(transaction, subject));
        if (begun.isEmpty()) {
            return;
        }
        try {
            set(subject, begun.get(), limit);
        } catch (DatabaseException e) {
            boolean _ =
                    transactions.run(
                            transaction -> failed(transaction, subject, begun.get(), e.kind()));
            throw e;
        }
        boolean _ = transactions.run(transaction -> finished(transaction, subject, begun.get()));
    }

    private Optional<Begun> begin(Transaction transaction, Subject subject) {
        Rotated found = subject.find(transaction);
        if (found == null) {
            return Optional.empty();
        }
        Account account = found.account();
        Instant now = clock.instant();
        if (account.isHeld(now)) {
            throw new DatabaseException(
                    Kind.UNREACHABLE, "the password is being changed at this moment", "");
        }
        Decoded<DatabaseConnection> connection = connection(transaction, subject, found);
        String pending =
                account.isChanging()
                        ? account.pending()
                        : generated(transaction, subject, found, connection.value());
        Rotated begun = found.with(account.begun(pending, now));
        subject.store(transaction, found, begun);
        return Optional.of(new Begun(begun, connection));
    }

    private static Decoded<DatabaseConnection> connection(
            Transaction transaction, Subject subject, Rotated found) {
        return switch (found) {
            case DatabaseConnection own -> new Decoded<>(0, own);
            case StaticRole role ->
                    Databases.connection(subject.place().records(transaction), role.connection());
        };
    }

    String generated(
            Transaction transaction,
            Subject subject,
            Rotated rotated,
            DatabaseConnection connection) {
        String own = rotated instanceof StaticRole role ? role.passwordPolicy() : "";
        return passwords.generate(
                transaction,
                subject.place().namespace(),
                own,
                connection.making().passwordPolicy());
    }

    private void set(Subject subject, Begun begun, Duration limit) {
        switch (begun.rotated()) {
            case StaticRole role ->
                    databases
                            .users(subject.place(), role.connection(), begun.connection(), limit)
                            .setPassword(
                                    role.account().username(), begun.pending(), role.statements());
            case DatabaseConnection root -> setOwn(root, limit);
        }
    }

    /** Kept only if it lets us in: statements that an operator wrote may do something else. */
    private static void setOwn(DatabaseConnection root, Duration limit) {
        Account account = root.account();
        Database next = root.database(account.username(), List.of(account.pending()));
        try {
            root.database(account.username(), List.of(account.password()))
                    .unpooled(limit)
                    .setPassword(account.username(), account.pending(), root.rootStatements());
        } catch (DatabaseException e) {
            if (e.kind() == Kind.DENIED && letsIn(next)) {
                return;
            }
            throw e;
        }
        if (!letsIn(next)) {
            throw new DatabaseException(
                    Kind.REFUSED,
                    "the new password does not let us in: check root_rotation_statements",
                    "");
        }
    }

    private static boolean letsIn(Database database) {
        try {
            database.verify();
            return true;
        } catch (DatabaseException e) {
            if (e.kind() == Kind.DENIED) {
                return false;
            }
            throw e;
        }
    }

    private boolean finished(Transaction transaction, Subject subject, Begun begun) {
        Rotated found = subject.find(transaction);
        if (found == null || !found.account().pending().equals(begun.pending())) {
            return false;
        }
        subject.store(transaction, found, found.with(found.account().finished(clock.instant())));
        return true;
    }

    /**
     * A role's pending password is tried again. A connection's own is forgotten where the database
     * has said no: then the old one still holds.
     */
    private boolean failed(
            Transaction transaction, Subject subject, Begun begun, DatabaseException.Kind kind) {
        Rotated found = subject.find(transaction);
        if (found == null || !found.account().pending().equals(begun.pending())) {
            return false;
        }
        boolean no = kind == Kind.REFUSED || kind == Kind.MISCONFIGURED;
        boolean kept = !no || found instanceof StaticRole;
        subject.store(
                transaction, found, found.with(found.account().failed(clock.instant(), kept)));
        return true;
    }
}
