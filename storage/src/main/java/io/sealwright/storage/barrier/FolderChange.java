package io.sealwright.storage.barrier;

import io.sealwright.storage.barrier.SpaceKeys.FolderKeys;
import java.util.Arrays;
import java.util.TreeMap;

/** What one transaction adds to and removes from the names of one folder. */
final class FolderChange {
    /** A name with the hash that its delta is filed under. */
    record Name(byte[] hash, boolean added) {
        @Override
        public String toString() {
            return "Name[added=" + added + "]";
        }
    }

    final FolderKeys keys;

    /** How many names the folder has as of the view; 0 means that it does not exist. */
    final long before;

    final TreeMap<byte[], Name> names = new TreeMap<>(Arrays::compareUnsigned);
    private long difference;

    FolderChange(FolderKeys keys, long before) {
        this.keys = keys;
        this.before = before;
    }

    void put(byte[] name, byte[] hash, boolean added) {
        names.put(name, new Name(hash, added));
        difference += added ? 1 : -1;
    }

    long difference() {
        return difference;
    }

    long after() {
        return before + difference;
    }
}
