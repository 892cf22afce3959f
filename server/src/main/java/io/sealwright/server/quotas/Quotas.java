package io.sealwright.server.quotas;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ClassCache;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The stored rate limits and what holds for all of them. Thread-safe. */
@Component
final class Quotas {
    /** All of them are read as a whole. */
    static final int MAX = 1_000;

    private static final String FOLDER = "rate-limit/";
    private static final String CONFIG = "config";
    private static final RecordCodec<RateLimitQuota> CODEC = RecordCodec.of(RateLimitQuota.class);
    private static final RecordCodec<QuotaConfig> CONFIG_CODEC = RecordCodec.of(QuotaConfig.class);

    private final ClassCache<QuotaTable> cache;

    Quotas(Barrier barrier) {
        cache = barrier.classCache(ControlClass.QUOTAS, this::load);
    }

    /** As of the transaction's view; made once for each change. */
    QuotaTable table(Transaction transaction, int namespace) {
        return cache.get(transaction, namespace);
    }

    private QuotaTable load(Transaction transaction, int namespace) {
        Records records = records(transaction, namespace);
        List<RateLimitQuota> quotas =
                names(transaction, namespace, "", MAX).stream()
                        .map(name -> records.peek(FOLDER + name, CODEC))
                        .filter(Objects::nonNull)
                        .map(Decoded::value)
                        .toList();
        return new QuotaTable(config(transaction, namespace), quotas);
    }

    List<String> names(Transaction transaction, int namespace, String after, int limit) {
        return records(transaction, namespace).list(FOLDER, after, limit);
    }

    @Nullable RateLimitQuota find(Transaction transaction, int namespace, String name) {
        Decoded<RateLimitQuota> found = records(transaction, namespace).get(FOLDER + name, CODEC);
        return found == null ? null : found.value();
    }

    /**
     * @throws RequestFailure if another one is for the same requests, or there are too many
     */
    void put(Transaction transaction, int namespace, RateLimitQuota quota) {
        List<String> names = names(transaction, namespace, "", MAX);
        for (String name : names) {
            RateLimitQuota other = find(transaction, namespace, name);
            if (other != null && !name.equals(quota.name()) && other.sameTarget(quota)) {
                throw RequestFailure.invalid(
                        "quota rule with similar properties exists under the name \""
                                + name
                                + "\"");
            }
        }
        if (names.size() >= MAX && !names.contains(quota.name())) {
            throw RequestFailure.invalid(
                    "there are " + MAX + " rate limits already: delete some of them first");
        }
        records(transaction, namespace).put(FOLDER + quota.name(), CODEC.encode(quota));
    }

    void delete(Transaction transaction, int namespace, String name) {
        records(transaction, namespace).delete(FOLDER + name);
    }

    QuotaConfig config(Transaction transaction, int namespace) {
        Decoded<QuotaConfig> found = records(transaction, namespace).peek(CONFIG, CONFIG_CODEC);
        return found == null ? QuotaConfig.DEFAULT : found.value();
    }

    void putConfig(Transaction transaction, int namespace, QuotaConfig config) {
        records(transaction, namespace).put(CONFIG, CONFIG_CODEC.encode(config));
    }

    private static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.QUOTAS);
    }
}
