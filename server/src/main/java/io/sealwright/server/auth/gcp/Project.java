package io.sealwright.server.auth.gcp;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.List;

/**
 * What key files of a mount say of their project: a stored record of the mount.
 *
 * @param id part of every {@code client_email}
 * @param tokenUri where clients exchange what they sign for a token; empty = this server's own
 * @param audiences of self-signed tokens, besides Google's own; at most {@value #MAX_AUDIENCES}
 */
record Project(String id, String tokenUri, List<String> audiences) {
    static final int MAX_AUDIENCES = 64;

    private static final Project FIRST = new Project("sealwright", "", List.of());
    private static final String RECORD = "config";
    private static final RecordCodec<Project> CODEC = RecordCodec.of(Project.class);

    Project {
        audiences = audiences == null ? List.of() : List.copyOf(audiences);
    }

    static Project of(Records records) {
        Decoded<Project> found = records.get(RECORD, CODEC);
        return found == null ? FIRST : found.value();
    }

    void save(Records records) {
        records.put(RECORD, CODEC.encode(this));
    }

    String email(String account) {
        return account + "@" + id + ".iam.gserviceaccount.com";
    }
}
