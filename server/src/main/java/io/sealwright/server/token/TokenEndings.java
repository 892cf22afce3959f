package io.sealwright.server.token;

import io.sealwright.server.policies.Policies;
import io.sealwright.server.spi.DueWork;
import io.sealwright.server.spi.Ending;
import io.sealwright.server.spi.Expiring;
import io.sealwright.storage.barrier.DueEntry;
import io.sealwright.storage.barrier.Transaction;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Tokens that expire, but for those that hold a wrapped answer. Thread-safe. */
@Component
final class TokenEndings implements Expiring {
    private final TokenStore tokens;

    TokenEndings(TokenStore tokens) {
        this.tokens = tokens;
    }

    @Override
    public byte kind() {
        return DueWork.TOKEN;
    }

    @Override
    public Optional<Ending> ending(Transaction transaction, DueEntry entry) {
        // The others go on with revocations.
        if (entry.id().length != TokenRecords.HASH_BYTES) {
            return Optional.empty();
        }
        TokenEntry token = tokens.records().get(transaction, TokenRecords.hex(entry.id()));
        return Optional.ofNullable(token)
                .filter(found -> found.expireTime() == entry.at().toEpochMilli())
                .filter(found -> !found.policies().contains(Policies.RESPONSE_WRAPPING))
                .map(found ->
                        new Ending(
                                "token",
                                found.namespace(),
                                null,
                                found.path(),
                                found.accessor(),
                                0,
                                entry.at()));
    }
}
