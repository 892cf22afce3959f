package io.sealwright.server.lockout;

import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import org.springframework.stereotype.Component;

/** Removes failed logins that count for nothing any more. Thread-safe. */
@Component
final class LockoutExpiry implements DueWork {
    private final FailureRecords failures;

    LockoutExpiry(FailureRecords failures) {
        this.failures = failures;
    }

    @Override
    public byte kind() {
        return LOGIN_FAILURES;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        failures.expire(transaction, entry.namespace(), entry.id(), entry.at());
    }
}
