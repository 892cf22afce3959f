package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Events;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;
import org.springframework.stereotype.Component;

/** Removes secrets whose {@code expireTime} has come. Thread-safe. */
@Component
final class GcpSecretExpiry implements DueWork {
    private final Secrets secrets;

    GcpSecretExpiry(Barrier barrier, SecureRandom random, Events events) {
        secrets = new Secrets(random, barrier::hash, new KvEvents(events));
    }

    @Override
    public byte kind() {
        return SECRET_EXPIRY;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        GcpDue.Found found = GcpDue.Found.of(transaction, entry);
        if (found != null && GcpDue.Found.same(found.secret().about().google().expireAt(), entry)) {
            secrets.remove(found.context(), found.path(), found.secret());
            secrets.tellRemoved(found.context(), found.path(), found.secret());
        }
    }
}
