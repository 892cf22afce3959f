package io.sealwright.storage.barrier;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.RootKeyUpgrade;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/**
 * The newest root key for members that were unsealed before it was made: {@code version(1) | epoch
 * millis(8) | the key, sealed under the term that was active at the rekey}.
 */
final class RootUpgradeRecord {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Long.BYTES;

    private RootUpgradeRecord() {}

    static byte[] encode(RootKey next, Keyring keyring, Instant at) {
        byte[] sealed = RootKeyUpgrade.seal(next, keyring, SystemRecords.ROOT_UPGRADE.bytes());
        return ByteBuffer.allocate(HEAD + sealed.length)
                .put(VERSION)
                .putLong(at.toEpochMilli())
                .put(sealed)
                .array();
    }

    static RootKey open(byte[] record, Keyring keyring) {
        check(record);
        byte[] sealed = Arrays.copyOfRange(record, HEAD, record.length);
        return RootKeyUpgrade.open(sealed, keyring, SystemRecords.ROOT_UPGRADE.bytes());
    }

    static Instant at(byte[] record) {
        check(record);
        return Instant.ofEpochMilli(ByteBuffer.wrap(record).getLong(1));
    }

    private static void check(byte[] record) {
        if (record.length <= HEAD || record[0] != VERSION) {
            throw new CorruptRecordException("the root key upgrade has an unknown version");
        }
    }
}
