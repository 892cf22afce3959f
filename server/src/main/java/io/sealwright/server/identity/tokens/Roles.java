package io.sealwright.server.identity.tokens;

import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored roles. */
final class Roles {
    /** The most roles of a namespace: all of them are read to publish the keys in use. */
    static final int MAX = 1_000;

    private Roles() {}

    static @Nullable TokenRole find(Transaction transaction, int namespace, String name) {
        Decoded<TokenRole> found =
                SigningKeys.records(transaction, namespace)
                        .get(TokenRole.FOLDER + name, TokenRole.CODEC);
        return found == null ? null : found.value();
    }

    static void put(Transaction transaction, int namespace, TokenRole role) {
        SigningKeys.records(transaction, namespace)
                .put(TokenRole.FOLDER + role.name(), TokenRole.CODEC.encode(role));
    }

    static void delete(Transaction transaction, int namespace, String name) {
        SigningKeys.records(transaction, namespace).delete(TokenRole.FOLDER + name);
    }

    /** No preconditions but the roles themselves. */
    static List<TokenRole> all(Transaction transaction, int namespace) {
        Records records = SigningKeys.records(transaction, namespace);
        List<TokenRole> roles = new ArrayList<>();
        for (String name : records.list(TokenRole.FOLDER, "", MAX)) {
            TokenRole role = find(transaction, namespace, name);
            if (role != null) {
                roles.add(role);
            }
        }
        return roles;
    }
}
