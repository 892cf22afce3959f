package io.sealwright.server.auth.userpass;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import org.jspecify.annotations.Nullable;

/** The stored users, each under its name in its stored form. */
final class Users {
    static final String FOLDER = "user/";
    private static final RecordCodec<User> CODEC = RecordCodec.of(User.class);

    private Users() {}

    static @Nullable User find(Records records, String name) {
        Decoded<User> found = records.get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    static void put(Records records, String name, User user) {
        records.put(FOLDER + name, CODEC.encode(user));
    }

    static void delete(Records records, String name) {
        records.delete(FOLDER + name);
    }
}
