package io.sealwright.server.events;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Event;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Writes events into the log, with the paths that their mounts have now. Thread-safe. */
@Component
final class MountedEvents implements Events {
    // Asked late: the mount table needs the engine types, and engines tell events.
    private final ObjectProvider<Mounts> provider;
    private final SecureRandom random;

    /** Every write asks: the provider searches the beans each time. */
    private volatile @Nullable Mounts mounts;

    MountedEvents(ObjectProvider<Mounts> provider, SecureRandom random) {
        this.provider = provider;
        this.random = random;
    }

    @Override
    public void tell(Transaction transaction, Event event) {
        Mounted mounted = mounts().table(transaction, event.namespace()).bySpace(event.space());
        if (mounted != null) {
            EventLog.append(transaction, stored(event, mounted.mount()));
        }
    }

    private StoredEvent stored(Event event, Mount mount) {
        return new StoredEvent(
                RandomTokens.uuid(random),
                event.type(),
                event.namespace(),
                mount.path(),
                mount.accessor(),
                mount.type(),
                mount.path() + event.path(),
                mount.path() + event.dataPath(),
                event.time().toString(),
                event.metadata());
    }

    private Mounts mounts() {
        Mounts found = mounts;
        if (found == null) {
            found = provider.getObject();
            mounts = found;
        }
        return found;
    }
}
