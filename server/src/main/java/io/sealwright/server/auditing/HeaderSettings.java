package io.sealwright.server.auditing;

import io.sealwright.audit.AuditedHeaders;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which request headers are audited, by {@code sys/config/auditing/request-headers}; cluster-wide.
 * Thread-safe.
 */
@Component
public final class HeaderSettings {
    /** The most headers that may be configured. */
    public static final int MAX_HEADERS = 128;

    private static final byte[] ID = "audited-headers".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<Stored> CODEC = RecordCodec.of(Stored.class);

    private record Stored(Map<String, Boolean> hmacByName) {}

    private final ClassCache<AuditedHeaders> cache;

    HeaderSettings(Barrier barrier) {
        cache =
                barrier.classCache(
                        ControlClass.SETTINGS,
                        (transaction, namespace) ->
                                new AuditedHeaders(
                                        decoded(
                                                transaction
                                                        .records(namespace, Keys.SETTINGS)
                                                        .peek(ID))));
    }

    public AuditedHeaders headers(Transaction transaction) {
        return cache.get(transaction, Keys.ROOT_NAMESPACE);
    }

    /** Lower-case name to whether its values are hashed. */
    public Map<String, Boolean> configured(Transaction transaction) {
        return decoded(transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).get(ID));
    }

    private static Map<String, Boolean> decoded(@Nullable Record stored) {
        return stored == null ? Map.of() : CODEC.decode(stored.value()).hmacByName();
    }

    public void set(Transaction transaction, String name, boolean hmac) {
        Map<String, Boolean> changed = new TreeMap<>(configured(transaction));
        changed.put(name.toLowerCase(Locale.ROOT), hmac);
        put(transaction, changed);
    }

    public void remove(Transaction transaction, String name) {
        Map<String, Boolean> changed = new TreeMap<>(configured(transaction));
        if (changed.remove(name.toLowerCase(Locale.ROOT)) != null) {
            put(transaction, changed);
        }
    }

    private static void put(Transaction transaction, Map<String, Boolean> changed) {
        transaction
                .records(Keys.ROOT_NAMESPACE, Keys.SETTINGS)
                .put(ID, CODEC.encode(new Stored(changed)));
    }
}
