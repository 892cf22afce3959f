package io.sealwright.server.auth.cert;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;

/**
 * What a mount is configured with.
 *
 * @param unbound a token may be renewed without the certificate of its login
 * @param aliasMetadata the metadata of a login is kept with the alias
 * @param ocspCacheSize the most answers of OCSP responders that a node keeps; 0 if never given
 */
record Config(boolean unbound, boolean aliasMetadata, int ocspCacheSize) {
    private static final int USUAL_CACHE = 100;

    private static final String PATH = "config";
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);
    private static final Config USUAL = new Config(false, false, 0);

    static Config of(Records records) {
        Decoded<Config> found = records.get(PATH, CODEC);
        return found == null ? USUAL : found.value();
    }

    int cachedAnswers() {
        return ocspCacheSize == 0 ? USUAL_CACHE : ocspCacheSize;
    }

    void put(Records records) {
        records.put(PATH, CODEC.encode(this));
    }
}
