package io.sealwright.server.engine.database;

import io.sealwright.rotation.Leading;
import io.sealwright.rotation.OutsideWork;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import io.sealwright.storage.barrier.TransactionBody;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes passwords whose time has come, and ends changes that somebody began. Thread-safe. */
final class RotationWork implements OutsideWork {
    private static final Logger LOG = LoggerFactory.getLogger(RotationWork.class);

    private final Rotations rotations;

    RotationWork(Rotations rotations) {
        this.rotations = rotations;
    }

    @Override
    public byte kind() {
        return DueWork.DATABASE;
    }

    @Override
    public Optional<Instant> run(DueEntry entry, Leading leading) {
        Subject subject = Subject.of(entry);
        Optional<Instant> due = leading.transact(transaction -> due(transaction, subject));
        if (due.isEmpty() || due.get().isAfter(rotations.clock().instant())) {
            return due;
        }
        try {
            rotations.rotate(subject, new Fenced(leading), Pools.BACKGROUND);
        } catch (DatabaseException e) {
            LOG.warn("a password in a database was not changed: {}", e.reason());
        }
        return leading.transact(transaction -> due(transaction, subject));
    }

    private record Fenced(Leading leading) implements Rotations.Transactions {
        @Override
        public <T extends @Nullable Object> T run(TransactionBody<T> body) {
            return leading.transact(body);
        }
    }

    /** When to look at it; empty if there is nothing to do. */
    private Optional<Instant> due(Transaction transaction, Subject subject) {
        Rotated found = subject.find(transaction);
        if (found == null || found.account().plan().dueAt() == 0) {
            return Optional.empty();
        }
        Account account = found.account();
        Instant now = rotations.clock().instant();
        if (!account.isChanging() && account.plan().isMissed(now)) {
            Rotated skipped = found.with(account.skipped(now));
            subject.store(transaction, found, skipped);
            account = skipped.account();
        }
        return Optional.of(Instant.ofEpochMilli(account.plan().dueAt()));
    }
}
