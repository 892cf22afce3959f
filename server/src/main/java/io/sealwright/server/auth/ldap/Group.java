package io.sealwright.server.auth.ldap;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of the directory, or one of ours, with what its members get.
 *
 * @param policies in order, each once
 */
record Group(List<String> policies) {
    static final String FOLDER = "group/";
    private static final RecordCodec<Group> CODEC = RecordCodec.of(Group.class);

    Group {
        policies = policies == null ? List.of() : List.copyOf(policies);
    }

    /**
     * @param name in its local form
     */
    static @Nullable Group find(Records records, String name) {
        Decoded<Group> found = records.get(LocalNames.record(FOLDER, name), CODEC);
        return found == null ? null : found.value();
    }

    /** For data on which no commit depends. */
    static @Nullable Group peek(Records records, String name) {
        Decoded<Group> found = records.peek(LocalNames.record(FOLDER, name), CODEC);
        return found == null ? null : found.value();
    }

    void put(Records records, String name) {
        records.put(LocalNames.record(FOLDER, name), CODEC.encode(this));
    }

    static void delete(Records records, String name) {
        records.delete(LocalNames.record(FOLDER, name));
    }
}
