package io.sealwright.server.auth.gcp;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import org.jspecify.annotations.Nullable;

/** The stored service accounts of a mount, each under its name. */
final class ServiceAccounts {
    static final String FOLDER = "account/";
    private static final RecordCodec<ServiceAccount> CODEC = RecordCodec.of(ServiceAccount.class);

    private ServiceAccounts() {}

    static @Nullable ServiceAccount find(Records records, String name) {
        Decoded<ServiceAccount> found = records.get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    static void put(Records records, String name, ServiceAccount account) {
        records.put(FOLDER + name, CODEC.encode(account));
    }

    static void delete(Records records, String name) {
        records.delete(FOLDER + name);
    }
}
