package io.sealwright.storage.barrier;

import io.sealwright.crypto.FormatException;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The records outside the barrier that it is opened with, and the codec of the seal record. */
final class SystemRecords {
    /** Sealed by the root key. */
    static final Key KEYRING = Keys.KEYRING;

    /**
     * The wrapped root keys: {@code version(1) | count(1) | (length(4) | sealed root key) each}.
     */
    static final Key SEAL = Keys.system("seal");

    /** See {@link RootUpgradeRecord}. */
    static final Key ROOT_UPGRADE = Keys.system("root-upgrade");

    private static final byte VERSION = 1;
    private static final int MAX_SEALS = 16;

    private SystemRecords() {}

    static byte[] encodeSeals(List<SealedRootKey> seals) {
        if (seals.isEmpty() || seals.size() > MAX_SEALS) {
            throw new IllegalArgumentException(
                    "there are 1 to " + MAX_SEALS + " seals, not " + seals.size());
        }
        List<byte[]> encoded = seals.stream().map(SealedRootKey::encode).toList();
        int length = 2 + encoded.stream().mapToInt(one -> Integer.BYTES + one.length).sum();
        ByteBuffer out = ByteBuffer.allocate(length).put(VERSION).put((byte) encoded.size());
        encoded.forEach(one -> out.putInt(one.length).put(one));
        return out.array();
    }

    static List<SealedRootKey> decodeSeals(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        if (value.length < 2 || in.get() != VERSION) {
            throw new CorruptRecordException("the seal record has an unknown version");
        }
        int count = in.get();
        List<SealedRootKey> seals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new CorruptRecordException("the seal record is cut short");
            }
            byte[] one = new byte[length];
            in.get(one);
            try {
                seals.add(SealedRootKey.decode(one));
            } catch (FormatException e) {
                throw new CorruptRecordException("the seal record is damaged", e);
            }
        }
        if (in.hasRemaining() || seals.isEmpty()) {
            throw new CorruptRecordException("the seal record has a wrong length");
        }
        return List.copyOf(seals);
    }
}
