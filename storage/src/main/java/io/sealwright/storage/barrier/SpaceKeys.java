package io.sealwright.storage.barrier;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.SpaceId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes the keys of one space. Names appear in them only as keyed hashes. */
final class SpaceKeys {
    static final int HASH_BYTES = 16;
    static final int MAX_ID_BYTES = 256;

    private final int namespace;
    private final SpaceId space;
    private final BarrierKeys keys;
    private final byte[] scope;

    SpaceKeys(int namespace, SpaceId space, BarrierKeys keys) {
        this.namespace = namespace;
        this.space = space;
        this.keys = keys;
        this.scope = ByteBuffer.allocate(12).putInt(namespace).putLong(space.value()).array();
    }

    int namespace() {
        return namespace;
    }

    SpaceId space() {
        return space;
    }

    /** Of a record's or folder's path, different in every space so that equal names do not show. */
    byte[] hash(byte[] path) {
        return Arrays.copyOf(keys.hash(HashPurpose.NAME, scope, path), HASH_BYTES);
    }

    Key record(byte[] pathHash) {
        return Keys.of(namespace, Keys.RECORD, space, pathHash);
    }

    FolderKeys folder(byte[] folderHash) {
        return new FolderKeys(namespace, space, new Hash16(folderHash));
    }

    Key item(byte[] id) {
        return Keys.of(namespace, Keys.ITEM, space, checked(id));
    }

    /** Unlike an item's key also for the empty id, as the prefix of all. */
    Key itemPrefix(byte[] prefix) {
        return Keys.of(namespace, Keys.ITEM, space, prefix);
    }

    Key counter(byte[] id) {
        return Keys.of(namespace, Keys.COUNTER, space, checked(id));
    }

    Key log() {
        return Keys.log(namespace, space);
    }

    Key familyPrefix(byte family) {
        return Keys.of(namespace, family, space);
    }

    private static byte[] checked(byte[] id) {
        if (id.length == 0 || id.length > MAX_ID_BYTES) {
            throw new IllegalArgumentException(
                    "an id has 1 to " + MAX_ID_BYTES + " bytes, not " + id.length);
        }
        return id;
    }

    /** A hash that can be a map's key. Nobody changes the array. */
    record Hash16(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Hash16 that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return "Hash16";
        }
    }

    /** The keys of one folder's name index. */
    record FolderKeys(int namespace, SpaceId space, Hash16 folder) {
        Key count() {
            return key(Keys.FOLDER_COUNT);
        }

        Key root() {
            return key(Keys.FOLDER_ROOT);
        }

        Key page(long id) {
            return Keys.of(
                    namespace,
                    Keys.FOLDER_PAGE,
                    space,
                    folder.bytes(),
                    ByteBuffer.allocate(Long.BYTES).putLong(id).array());
        }

        Key pages() {
            return key(Keys.FOLDER_PAGE);
        }

        Key delta(byte[] nameHash) {
            return Keys.of(namespace, Keys.FOLDER_DELTA, space, folder.bytes(), nameHash);
        }

        Key deltas() {
            return key(Keys.FOLDER_DELTA);
        }

        private Key key(byte family) {
            return Keys.of(namespace, family, space, folder.bytes());
        }
    }
}
