package io.sealwright.server.engine.kv;

import io.sealwright.storage.barrier.ItemEntry;
import io.sealwright.storage.barrier.Records;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Names of a mount's secrets that wait for their deletion, which listings leave out. Kept beside
 * the secrets, so that a listing need not look at each of them.
 */
final class WaitingNames {
    /** Names beyond it are listed: a listing reads all of these. */
    private static final int MAX = 10_000;

    // Longer than the ids of versions, and nothing that a random id begins with.
    private static final byte[] PREFIX =
            "waiting for deletion/".getBytes(StandardCharsets.US_ASCII);

    private WaitingNames() {}

    static void put(Records records, Secret secret, String path) {
        records.put(id(secret), path.getBytes(StandardCharsets.UTF_8));
    }

    static void delete(Records records, Secret secret) {
        records.delete(id(secret));
    }

    static NavigableSet<String> all(Records records) {
        NavigableSet<String> names = new TreeSet<>();
        List<ItemEntry> items = records.scan(PREFIX, null, MAX);
        items.forEach(item -> names.add(new String(item.entry().value(), StandardCharsets.UTF_8)));
        return names;
    }

    private static byte[] id(Secret secret) {
        return ByteBuffer.allocate(PREFIX.length + secret.uid().length)
                .put(PREFIX)
                .put(secret.uid())
                .array();
    }
}
