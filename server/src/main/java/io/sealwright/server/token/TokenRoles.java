package io.sealwright.server.token;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The stored token roles. Thread-safe. */
@Component
final class TokenRoles {
    private static final RecordCodec<TokenRole> CODEC = RecordCodec.of(TokenRole.class);

    @Nullable TokenRole find(Transaction transaction, String name) {
        Decoded<TokenRole> found = records(transaction).get(name, CODEC);
        return found == null ? null : found.value();
    }

    void put(Transaction transaction, TokenRole role) {
        records(transaction).put(role.name(), CODEC.encode(role));
    }

    void delete(Transaction transaction, String name) {
        records(transaction).delete(name);
    }

    List<String> names(Transaction transaction, String after, int limit) {
        return records(transaction).list("", after, limit);
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.TOKEN_ROLES);
    }
}
