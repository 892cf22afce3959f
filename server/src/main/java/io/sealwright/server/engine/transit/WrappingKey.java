package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.RsaKey;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.server.spi.Call;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Decoder;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The mount's own RSA key, for which others wrap keys that are to be imported; made when it is
 * asked for first, which costs seconds. On a machine that is busy it may cost more time than the
 * request has: the key waits here for the next request then. Thread-safe.
 */
final class WrappingKey {
    private static final byte[] ITEM = {'W'};
    private static final byte[] NONE = {};
    private static final Decoder<RsaKey> DECODER = WrappingKey::decode;

    private final SecureRandom random;

    /** Made, and not known to be stored yet; by the mount's space. */
    private final ConcurrentMap<SpaceId, RsaKey> made = new ConcurrentHashMap<>();

    WrappingKey(SecureRandom random) {
        this.random = random;
    }

    RsaKey of(Call call) {
        return of(Place.of(call), call.now());
    }

    RsaKey of(Place place, Instant now) {
        Decoded<RsaKey> found = place.records().get(ITEM, DECODER);
        if (found != null) {
            made.remove(place.space());
            return found.value();
        }
        RsaKey key = made.computeIfAbsent(place.space(), _ -> fresh());
        StoredVersion stored =
                new StoredVersion(now, 0, key.privatePart(), key.publicPart(), NONE, List.of());
        place.records().put(ITEM, stored.encode());
        stored.wipe();
        return key;
    }

    private RsaKey fresh() {
        return (RsaKey) VersionKey.generate(KeyType.RSA_4096, 0, random);
    }

    /** Wipes the array, which is a copy. */
    private static RsaKey decode(byte[] stored) {
        StoredVersion version = StoredVersion.decode(stored);
        Arrays.fill(stored, (byte) 0);
        try {
            return (RsaKey)
                    VersionKey.load(KeyType.RSA_4096, version.privatePart(), version.publicPart());
        } finally {
            version.wipe();
        }
    }
}
