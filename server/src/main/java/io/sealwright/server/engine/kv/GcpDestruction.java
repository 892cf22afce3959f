package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Events;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import org.springframework.stereotype.Component;

/** Destroys versions whose {@code scheduledDestroyTime} has come. Thread-safe. */
@Component
final class GcpDestruction implements DueWork {
    private final KvEvents events;

    GcpDestruction(Events events) {
        this.events = new KvEvents(events);
    }

    @Override
    public byte kind() {
        return VERSION_DESTROY;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        GcpDue.Found found = GcpDue.Found.of(transaction, entry);
        SecretVersion version = found == null ? null : found.secret().version(found.number());
        if (found == null || version == null || !GcpDue.Found.same(version.destroyAt(), entry)) {
            return;
        }
        Secret changed = Secrets.destroy(found.context(), found.secret(), version);
        Secrets.save(found.context().records(), found.path(), changed);
        events.versions(
                found.context(), "destroy", found.path(), changed, List.of(version.number()));
    }
}
