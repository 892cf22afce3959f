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

    @Nullable TokenRole find(Transaction transaction, int namespace, String name) {
        Decoded<TokenRole> found = records(transaction, namespace).get(name, CODEC);
        return found == null ? null : found.value();
    }

    void put(Transaction transaction, int namespace, TokenRole role) {
        records(transaction, namespace).put(role.name(), CODEC.encode(role));
    }

    void delete(Transaction transaction, int namespace, String name) {
        records(transaction, namespace).delete(name);
    }

    List<String> names(Transaction transaction, int namespace, String after, int limit) {
        return records(transaction, namespace).list("", after, limit);
    }

    private static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.TOKEN_ROLES);
    }
}
