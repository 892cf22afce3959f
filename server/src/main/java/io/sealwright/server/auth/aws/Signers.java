package io.sealwright.server.auth.aws;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import org.jspecify.annotations.Nullable;

/** The stored signers of a mount, each under its name in its stored form. */
final class Signers {
    static final String FOLDER = "signer/";
    private static final RecordCodec<Signer> CODEC = RecordCodec.of(Signer.class);

    private Signers() {}

    static @Nullable Signer find(Records records, String name) {
        Decoded<Signer> found = records.get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    static void put(Records records, String name, Signer signer) {
        records.put(FOLDER + name, CODEC.encode(signer));
    }

    static void delete(Records records, String name) {
        records.delete(FOLDER + name);
    }
}
