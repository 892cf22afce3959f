package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.KeyType;
import io.sealwright.crypto.transit.MacKey;
import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.crypto.transit.VersionKey;
import io.sealwright.storage.barrier.Decoder;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One version of a key, ready for use; shared by all requests while its record does not change.
 *
 * @param mac what HMACs are made with
 */
record KeyVersion(
        Instant created,
        int convergentVersion,
        VersionKey key,
        MacKey mac,
        List<byte[]> certificates) {
    /** One for each type, since the cache goes by the decoder's identity, too. */
    private static final Map<KeyType, Decoder<KeyVersion>> DECODERS = new EnumMap<>(KeyType.class);

    static {
        for (KeyType type : KeyType.values()) {
            DECODERS.put(type, stored -> decode(type, stored));
        }
    }

    static Decoder<KeyVersion> decoder(KeyType type) {
        Decoder<KeyVersion> decoder = DECODERS.get(type);
        if (decoder == null) {
            throw new IllegalStateException("a key type without a decoder");
        }
        return decoder;
    }

    /** Wipes the array, which is a copy. */
    static KeyVersion decode(KeyType type, byte[] stored) {
        StoredVersion version = StoredVersion.decode(stored);
        Arrays.fill(stored, (byte) 0);
        try {
            return of(type, version);
        } catch (RefusedException e) {
            throw new IllegalStateException("a stored key that is none");
        } finally {
            version.wipe();
        }
    }

    static KeyVersion of(KeyType type, StoredVersion version) {
        VersionKey key = VersionKey.load(type, version.privatePart(), version.publicPart());
        return new KeyVersion(
                version.created(),
                version.convergentVersion(),
                key,
                key instanceof MacKey own ? own : MacKey.of(version.macKey()),
                version.certificates());
    }

    /** The stored form, which the caller wipes. */
    StoredVersion toStored() {
        return new StoredVersion(
                created,
                convergentVersion,
                key.privatePart(),
                key.publicPart(),
                key instanceof MacKey ? new byte[0] : mac.privatePart(),
                certificates);
    }

    KeyVersion withKey(VersionKey other) {
        return new KeyVersion(created, convergentVersion, other, mac, certificates);
    }

    KeyVersion withCertificates(List<byte[]> chain) {
        return new KeyVersion(created, convergentVersion, key, mac, List.copyOf(chain));
    }

    @Override
    public String toString() {
        return "KeyVersion[" + created + "]";
    }
}
