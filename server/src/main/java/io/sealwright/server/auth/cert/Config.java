package io.sealwright.server.auth.cert;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;

/**
 * What a mount is configured with.
 *
 * @param unbound a token may be renewed without the certificate of its login
 * @param aliasMetadata the metadata of a login is kept with the alias
 */
record Config(boolean unbound, boolean aliasMetadata) {
    private static final String PATH = "config";
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);
    private static final Config USUAL = new Config(false, false);

    static Config of(Records records) {
        Decoded<Config> found = records.get(PATH, CODEC);
        return found == null ? USUAL : found.value();
    }

    void put(Records records) {
        records.put(PATH, CODEC.encode(this));
    }
}
