package io.sealwright.storage.rocks;

import io.sealwright.storage.apply.ClassKey;
import io.sealwright.storage.apply.StateReader.Counters;
import java.nio.ByteBuffer;

/**
 * Records of the meta family. The applied record is written with every batch: {@code version (1) |
 * term (8) | index (8) | format (4) | sequence (8) | generation (8) | restore id (8) | class floor
 * (8) | rolling hash (8)}.
 */
record Meta(long term, long index, Counters counters, long classFloor, long hash) {
    static final byte[] APPLIED_KEY = {1};
    static final byte CLASS_PREFIX = 2;
    static final byte[] CLUSTER_KEY = {3};

    private static final byte VERSION = 1;
    private static final int LENGTH = 1 + 8 + 8 + 4 + 8 + 8 + 8 + 8 + 8;

    static Meta empty() {
        return new Meta(0, -1, new Counters(1, 0, 1, 0), 0, 0);
    }

    Meta at(long newTerm, long newIndex) {
        return new Meta(newTerm, newIndex, counters, classFloor, hash);
    }

    byte[] encode() {
        return ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putLong(term)
                .putLong(index)
                .putInt(counters.format())
                .putLong(counters.sequence())
                .putLong(counters.generation())
                .putLong(counters.restoreId())
                .putLong(classFloor)
                .putLong(hash)
                .array();
    }

    static Meta decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte version = in.get();
        if (version != VERSION || bytes.length != LENGTH) {
            throw new DataFolderException(
                    "the database has layout version "
                            + version
                            + ", this program reads "
                            + VERSION);
        }
        long term = in.getLong();
        long index = in.getLong();
        Counters counters = new Counters(in.getInt(), in.getLong(), in.getLong(), in.getLong());
        return new Meta(term, index, counters, in.getLong(), in.getLong());
    }

    static byte[] classKey(ClassKey key) {
        return ByteBuffer.allocate(6)
                .put(CLASS_PREFIX)
                .putInt(key.namespace())
                .put(key.controlClass())
                .array();
    }

    static ClassKey classKey(byte[] key) {
        return new ClassKey(ByteBuffer.wrap(key).getInt(1), key[5]);
    }
}
