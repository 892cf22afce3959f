package io.sealwright.server.namespace;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.token.TokenSweep;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Takes away what was in a deleted namespace: its tokens in bounded steps and its leases, then all
 * its records in one commit, which is one mutation however many they are. Thread-safe.
 */
@Component
final class NamespaceRemoval implements DueWork {
    // Later than any clock of the cluster may be behind another, as with tokens.
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final byte[] VALUE = {1};

    private final Namespaces namespaces;
    private final TokenSweep sweep;
    private final List<HeldOutside> outside;
    private final InstantSource clock;

    NamespaceRemoval(
            Namespaces namespaces,
            TokenSweep sweep,
            List<HeldOutside> outside,
            InstantSource clock) {
        this.namespaces = namespaces;
        this.sweep = sweep;
        this.outside = List.copyOf(outside);
        this.clock = clock;
    }

    @Override
    public byte kind() {
        return NAMESPACE;
    }

    private static void schedule(Transaction transaction, int number, Instant now) {
        byte[] id = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        transaction.putDue(now.plus(LATER), NAMESPACE, Keys.ROOT_NAMESPACE, id, VALUE);
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        int number = ByteBuffer.wrap(entry.id()).getInt();
        Namespace namespace = namespaces.tree(transaction).numbered(number);
        if (namespace != null) {
            boolean _ = remove(transaction, namespace, clock.instant());
        }
    }

    /**
     * Takes away what one transaction may; the rest follows in the background, and nothing leads
     * into the namespace meanwhile. Requests that write in it depend on their mount, and so do not
     * pass this.
     *
     * @return whether all of it is gone
     */
    boolean remove(Transaction transaction, Namespace namespace, Instant now) {
        namespaces.guard(transaction);
        // Both, so that each begins.
        boolean tokensLeft = !sweep.revokeAllOf(transaction, namespace.number(), now);
        boolean othersLeft = false;
        for (HeldOutside held : outside) {
            othersLeft |= held.left(transaction, namespace.number(), now);
        }
        if (tokensLeft || othersLeft) {
            namespaces.put(transaction, namespace.asTainted());
            schedule(transaction, namespace.number(), now);
            return false;
        }
        namespaces.delete(transaction, namespace);
        transaction.clearNamespace(namespace.number());
        return true;
    }
}
