package io.sealwright.server.engine.kv;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.EndingListener;
import io.sealwright.server.spi.Expiring;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Secrets whose annotation says when they expire. When the time has come that is told, and nothing
 * is deleted. Thread-safe.
 */
@Component
final class AnnotatedEndings implements Expiring, DueWork {
    // Asked late: who is told may ask what else ends.
    private final Supplier<List<EndingListener>> listeners;
    private final Counter reached;

    @Autowired
    AnnotatedEndings(ObjectProvider<EndingListener> listeners, MeterRegistry meters) {
        this(() -> listeners.orderedStream().toList(), meters);
    }

    AnnotatedEndings(Supplier<List<EndingListener>> listeners, MeterRegistry meters) {
        this.listeners = listeners;
        this.reached =
                Counter.builder("sealwright.kv.expires.at.reached")
                        .description(
                                "Secrets whose annotation expires_at has come, told by this node since it was started")
                        .register(meters);
    }

    @Override
    public byte kind() {
        return KV_EXPIRES_AT;
    }

    @Override
    public void due(Transaction transaction, DueEntry entry) {
        Optional<Ending> ending = ending(transaction, entry);
        if (ending.isPresent()) {
            listeners.get().forEach(listener -> listener.ended(transaction, ending.get()));
            // Once more where this transaction met a conflict, which a number of this kind bears.
            reached.increment();
        }
    }

    @Override
    public Optional<Ending> ending(Transaction transaction, DueEntry entry) {
        SpaceId space = ExpiresAt.space(entry.id());
        String path = new String(entry.value(), StandardCharsets.UTF_8);
        Secret secret = Secrets.find(transaction.records(entry.namespace(), space), path);
        boolean still =
                secret != null
                        // Another secret may have come to the path since.
                        && Arrays.equals(secret.uid(), ExpiresAt.uid(entry.id()))
                        && ExpiresAt.of(secret).filter(entry.at()::equals).isPresent();
        return still
                ? Optional.of(
                        new Ending(
                                "secret",
                                entry.namespace(),
                                space,
                                "metadata/" + path,
                                "",
                                0,
                                entry.at()))
                : Optional.empty();
    }
}
