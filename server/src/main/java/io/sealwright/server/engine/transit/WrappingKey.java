package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.RsaKey;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.server.spi.Call;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Decoder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/**
 * The mount's own RSA key, for which others wrap keys that are to be imported; made when it is
 * asked for first, which costs seconds. Thread-safe.
 */
final class WrappingKey {
    private static final byte[] ITEM = {'W'};
    private static final byte[] NONE = {};
    private static final Decoder<RsaKey> DECODER = WrappingKey::decode;

    private final SecureRandom random;

    WrappingKey(SecureRandom random) {
        this.random = random;
    }

    RsaKey of(Call call) {
        Decoded<RsaKey> found = Place.of(call).records().get(ITEM, DECODER);
        return found == null ? make(call) : found.value();
    }

    private RsaKey make(Call call) {
        RsaKey key =
                call.request()
                        .once()
                        .get(
                                "transit wrapping key",
                                RsaKey.class,
                                () -> (RsaKey) VersionKey.generate(KeyType.RSA_4096, 0, random));
        StoredVersion stored =
                new StoredVersion(
                        call.now(), 0, key.privatePart(), key.publicPart(), NONE, List.of());
        Place.of(call).records().put(ITEM, stored.encode());
        stored.wipe();
        return key;
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
