package io.sealwright.server.auth.approle;

import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.Expiring;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Secret ids that expire. Thread-safe. */
@Component
final class SecretIdEndings implements Expiring {
    @Override
    public byte kind() {
        return DueWork.SECRET_ID;
    }

    @Override
    public Optional<Ending> ending(Transaction transaction, DueEntry entry) {
        return SecretIdWork.expiring(transaction, entry)
                .map(located ->
                        new Ending(
                                "secret-id",
                                entry.namespace(),
                                located.place().space(),
                                "",
                                located.value().accessor(),
                                0,
                                entry.at()));
    }
}
