package io.sealwright.server.policies;

import io.sealwright.server.namespace.NamespaceStart;
import io.sealwright.server.node.Founding;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Writes the {@code default} policy of a new cluster or namespace. */
@Component
final class FirstPolicies implements Founding, NamespaceStart {
    private final Policies policies;

    FirstPolicies(Policies policies) {
        this.policies = policies;
    }

    @Override
    public void found(Transaction transaction, Instant now) {
        start(transaction, Keys.ROOT_NAMESPACE, now);
    }

    @Override
    public void start(Transaction transaction, int namespace, Instant now) {
        policies.initialise(transaction, namespace);
    }
}
