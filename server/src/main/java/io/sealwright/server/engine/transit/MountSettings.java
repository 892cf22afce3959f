package io.sealwright.server.engine.transit;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Decoded;

/** What is set for all keys of a mount. */
final class MountSettings {
    private static final byte[] ITEM = {'C'};
    private static final RecordCodec<Stored> CODEC = RecordCodec.of(Stored.class);
    private static final Stored DEFAULT = new Stored(false, 0);

    /**
     * @param disableUpsert whether {@code encrypt/} makes no keys
     * @param cacheSize what a client wrote to {@code cache-config}; without effect
     */
    record Stored(boolean disableUpsert, int cacheSize) {}

    Stored of(Place place) {
        Decoded<Stored> found = place.records().get(ITEM, CODEC);
        return found == null ? DEFAULT : found.value();
    }

    void put(Place place, Stored settings) {
        place.records().put(ITEM, CODEC.encode(settings));
    }
}
