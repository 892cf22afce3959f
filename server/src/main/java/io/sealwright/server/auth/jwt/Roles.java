package io.sealwright.server.auth.jwt;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import org.jspecify.annotations.Nullable;

/** The stored roles, each under its name in its stored form. */
final class Roles {
    static final String FOLDER = "role/";
    private static final RecordCodec<Role> CODEC = RecordCodec.of(Role.class);

    private Roles() {}

    static @Nullable Role find(Records records, String name) {
        Decoded<Role> found = records.get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    static void put(Records records, String name, Role role) {
        records.put(FOLDER + name, CODEC.encode(role));
    }

    static void delete(Records records, String name) {
        records.delete(FOLDER + name);
    }
}
