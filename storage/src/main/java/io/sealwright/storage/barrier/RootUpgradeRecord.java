package io.sealwright.storage.barrier;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.RootKeyUpgrade;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest root key for members that were unsealed before it was made: {@code version(1) | epoch
 * millis(8) | (length(2) | the key, sealed under one term) each}, for every term that was active
 * within {@link #KEPT} before the rekey. So a member that missed some rotations, too, has one of
 * them.
 */
final class RootUpgradeRecord {
    /**
     * How long members may take to follow a rekey by themselves; later they need the new shares.
     */
    static final Duration KEPT = Duration.ofHours(24);

    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Long.BYTES;
    private static final int MAX_COPIES = 64;

    private RootUpgradeRecord() {}

    static byte[] encode(RootKey next, Keyring keyring, Instant at) {
        List<byte[]> sealed =
                RootKeyUpgrade.sealUnderEach(
                        next, keyring, at.minus(KEPT), SystemRecords.ROOT_UPGRADE.bytes());
        return encode(at, sealed.subList(0, Math.min(sealed.size(), MAX_COPIES)));
    }

    static byte[] encode(Instant at, List<byte[]> copies) {
        int length = HEAD + copies.stream().mapToInt(copy -> Short.BYTES + copy.length).sum();
        ByteBuffer out = ByteBuffer.allocate(length).put(VERSION).putLong(at.toEpochMilli());
        copies.forEach(copy -> out.putShort((short) copy.length).put(copy));
        return out.array();
    }

    /** Opens the newest copy whose term this keyring has. */
    static RootKey open(byte[] record, Keyring keyring) {
        for (byte[] copy : copies(record)) {
            if (Keyring.termOf(copy) <= keyring.activeTerm()) {
                return RootKeyUpgrade.open(copy, keyring, SystemRecords.ROOT_UPGRADE.bytes());
            }
        }
        throw new CorruptRecordException("the root key upgrade is for newer keyrings");
    }

    static List<byte[]> copies(byte[] record) {
        check(record);
        ByteBuffer in = ByteBuffer.wrap(record, HEAD, record.length - HEAD);
        List<byte[]> copies = new ArrayList<>();
        while (in.hasRemaining()) {
            int length = in.remaining() < Short.BYTES ? -1 : Short.toUnsignedInt(in.getShort());
            if (length < 0 || length > in.remaining()) {
                throw new CorruptRecordException("the root key upgrade is cut short");
            }
            byte[] copy = new byte[length];
            in.get(copy);
            copies.add(copy);
        }
        return copies;
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
