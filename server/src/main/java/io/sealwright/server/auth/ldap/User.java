package io.sealwright.server.auth.ldap;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user of the directory, with what it gets besides.
 *
 * @param groups in which it is besides those that the directory knows of
 * @param policies in order, each once
 */
record User(List<String> groups, List<String> policies) {
    static final String FOLDER = "user/";

    /** Of those who are given nothing of their own. */
    static final User UNKNOWN = new User(List.of(), List.of());

    private static final RecordCodec<User> CODEC = RecordCodec.of(User.class);

    User {
        groups = groups == null ? List.of() : List.copyOf(groups);
        policies = policies == null ? List.of() : List.copyOf(policies);
    }

    /**
     * @param name in its local form
     */
    static @Nullable User find(Records records, String name) {
        Decoded<User> found = records.get(LocalNames.record(FOLDER, name), CODEC);
        return found == null ? null : found.value();
    }

    void put(Records records, String name) {
        records.put(LocalNames.record(FOLDER, name), CODEC.encode(this));
    }

    static void delete(Records records, String name) {
        records.delete(LocalNames.record(FOLDER, name));
    }
}
