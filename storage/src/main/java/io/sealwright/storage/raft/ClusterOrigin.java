package io.sealwright.storage.raft;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.View;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record that keeps a cluster's id when its Raft group was replaced: {@code version (1) | id
 * (16)}. Absent while the first group lives, whose id is the cluster's.
 */
final class ClusterOrigin {
    static final Key KEY = Keys.system("cluster/origin");

    private static final byte VERSION = 1;

    private ClusterOrigin() {}

    static @Nullable UUID read(View view) {
        Entry entry = view.get(KEY);
        if (entry == null) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(entry.value());
        if (in.get() != VERSION) {
            throw new IllegalStateException("a cluster origin of an unknown version");
        }
        return new UUID(in.getLong(), in.getLong());
    }

    static Mutation put(UUID clusterId) {
        return new Mutation.Put(
                KEY,
                ByteBuffer.allocate(1 + 2 * Long.BYTES)
                        .put(VERSION)
                        .putLong(clusterId.getMostSignificantBits())
                        .putLong(clusterId.getLeastSignificantBits())
                        .array());
    }
}
