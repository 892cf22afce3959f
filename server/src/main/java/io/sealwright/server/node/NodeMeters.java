package io.sealwright.server.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sealwright.storage.ClusterStatus;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.CacheStats;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** What an operator watches of a node, sealed or not. */
@Component
final class NodeMeters {
    private final MeterRegistry registry;
    private final RaftStore store;

    NodeMeters(MeterRegistry registry, RaftStore store, Barrier barrier) {
        this.registry = registry;
        this.store = store;
        Gauge.builder("sealwright.sealed", barrier, it -> it.sealed() ? 1 : 0)
                .description("1 while this node is sealed")
                .register(registry);
        of("sealwright.raft.leading", "1 on the leader", it -> it.leading() ? 1 : 0);
        of("sealwright.raft.quorum", "1 in contact with a majority", it -> it.quorum() ? 1 : 0);
        of("sealwright.raft.term", "Raft term", ClusterStatus::term);
        of("sealwright.raft.applied", "Raft index applied", ClusterStatus::appliedIndex);
        of("sealwright.raft.committed", "Raft index committed", ClusterStatus::committedIndex);
        of(
                "sealwright.raft.voters",
                "members that vote",
                it -> it.members().stream().filter(ClusterStatus.Member::voter).count());
        of(
                "sealwright.clock.off",
                "1 while this node's clock differs from a majority's: it answers nothing",
                it -> it.clockOff() ? 1 : 0);
        cache("entries", "Decoded records in the cache", CacheStats::entries, barrier);
        cache("size", "Bytes of them, of 64 MiB at most", CacheStats::bytes, barrier);
        lookups("hit", CacheStats::hits, barrier);
        lookups("miss", CacheStats::misses, barrier);
    }

    private void cache(
            String name, String description, ToDoubleFunction<CacheStats> value, Barrier barrier) {
        Gauge.builder(
                        "sealwright.cache." + name,
                        barrier,
                        it -> value.applyAsDouble(it.cacheStats()))
                .description(description)
                .register(registry);
    }

    private void lookups(String result, ToDoubleFunction<CacheStats> value, Barrier barrier) {
        FunctionCounter.builder(
                        "sealwright.cache.lookups",
                        barrier,
                        it -> value.applyAsDouble(it.cacheStats()))
                .description("Reads of records that are decoded")
                .tag("result", result)
                .register(registry);
    }

    private void of(String name, String description, ToDoubleFunction<ClusterStatus> value) {
        Gauge.builder(name, store, it -> value.applyAsDouble(it.status()))
                .description(description)
                .register(registry);
    }
}
