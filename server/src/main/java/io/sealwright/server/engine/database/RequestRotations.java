package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Transaction;
import io.sealwright.storage.barrier.TransactionBody;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Rotations that a caller asks for and waits for. Their steps are transactions of their own, since
 * each is followed by something outside of the store; the request's own transaction depends on none
 * of them. Thread-safe.
 */
final class RequestRotations {
    private final Rotations rotations;
    private final Barrier barrier;
    // Asked late: the mount table needs the engine types, and those need this.
    private final Supplier<Mounts> mounts;

    RequestRotations(Rotations rotations, Barrier barrier, Supplier<Mounts> mounts) {
        this.rotations = rotations;
        this.barrier = barrier;
        this.mounts = mounts;
    }

    /**
     * Once for a request.
     *
     * @param prefix of the error
     * @throws RequestFailure if it failed
     */
    void rotate(Call call, Subject subject, String prefix) {
        boolean _ =
                call.request()
                        .once()
                        .get("rotated", Boolean.class, () -> rotated(call, subject, prefix));
    }

    private boolean rotated(Call call, Subject subject, String prefix) {
        try {
            rotations.rotate(subject, transactions(call), Pools.REQUEST);
            return true;
        } catch (DatabaseException e) {
            throw Refusals.of(e, prefix);
        }
    }

    private Rotations.Transactions transactions(Call call) {
        return new Rotations.Transactions() {
            @Override
            public <T extends @Nullable Object> T run(TransactionBody<T> body) {
                return barrier.transact(
                        call.request().deadline(),
                        transaction -> {
                            mounts.get().requireUnchanged(transaction, call.mount());
                            return body.run(transaction);
                        });
            }
        };
    }

    /**
     * Stores a new static role and sets its first password; without that, there is no role. Once
     * for a request.
     *
     * @throws RequestFailure if it failed
     */
    void create(Call call, Subject subject, StaticRole role) {
        boolean _ =
                call.request()
                        .once()
                        .get("created", Boolean.class, () -> created(call, subject, role));
    }

    private boolean created(Call call, Subject subject, StaticRole role) {
        Rotations.Transactions transactions = transactions(call);
        try {
            boolean _ = transactions.run(transaction -> added(transaction, subject, role));
            rotations.rotate(subject, transactions, Pools.REQUEST);
            return true;
        } catch (DatabaseException e) {
            boolean _ = transactions.run(transaction -> removed(transaction, subject));
            throw Refusals.of(e);
        }
    }

    /** With a pending password, so that the role gets one also if this node dies now. */
    private boolean added(Transaction transaction, Subject subject, StaticRole role) {
        if (Folder.STATIC_ROLES.find(subject.place().records(transaction), subject.name())
                != null) {
            throw RequestFailure.invalid("the role was made at this moment by somebody else");
        }
        DatabaseConnection connection =
                Databases.connection(subject.place().records(transaction), role.connection())
                        .value();
        Instant now = rotations.clock().instant();
        Account account = role.account();
        Account begun =
                account.begun(rotations.generated(transaction, subject, role, connection), now)
                        .released();
        subject.store(transaction, null, role.with(begun));
        return true;
    }

    private static boolean removed(Transaction transaction, Subject subject) {
        Rotated found = subject.find(transaction);
        if (found != null && found.account().password().isEmpty()) {
            subject.remove(transaction, found);
        }
        return true;
    }
}
