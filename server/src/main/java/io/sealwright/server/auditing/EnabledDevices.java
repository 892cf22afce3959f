package io.sealwright.server.auditing;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The audit devices that were enabled by API, cluster-wide, in one sealed record. Thread-safe. */
@Component
final class EnabledDevices {
    /** The most of them: each is a thread and a queue on every node. */
    static final int MAX = 16;

    private static final byte[] ID = "audit-devices".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<Stored> CODEC = RecordCodec.of(Stored.class);

    private record Stored(List<EnabledDevice> devices) {}

    private final ClassCache<List<EnabledDevice>> cache;

    EnabledDevices(Barrier barrier) {
        cache =
                barrier.classCache(
                        ControlClass.SETTINGS,
                        (transaction, namespace) ->
                                decoded(transaction.records(namespace, Keys.SETTINGS).peek(ID)));
    }

    /** As of the transaction's view; decoded once for each change. */
    List<EnabledDevice> seen(Transaction transaction) {
        return cache.get(transaction, Keys.ROOT_NAMESPACE);
    }

    /** The commit depends on them. */
    List<EnabledDevice> all(Transaction transaction) {
        return decoded(transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).get(ID));
    }

    private static List<EnabledDevice> decoded(@Nullable Record stored) {
        return stored == null ? List.of() : List.copyOf(CODEC.decode(stored.value()).devices());
    }

    void add(Transaction transaction, EnabledDevice device) {
        List<EnabledDevice> more = new ArrayList<>(all(transaction));
        more.add(device);
        put(transaction, more);
    }

    void remove(Transaction transaction, String name) {
        List<EnabledDevice> fewer = new ArrayList<>(all(transaction));
        if (fewer.removeIf(device -> device.name().equals(name))) {
            put(transaction, fewer);
        }
    }

    private static void put(Transaction transaction, List<EnabledDevice> devices) {
        transaction
                .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                .put(ID, CODEC.encode(new Stored(devices)));
    }
}
