package io.sealwright.server.operator;

import io.sealwright.server.node.Duty;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.MemberCare;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How the members are looked after: kept in the store, and told to this node's member within {@link
 * #REFRESH}, so that whoever comes to lead knows it already. Thread-safe.
 */
@Component
final class Autopilot implements Duty {
    static final Duration REFRESH = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Autopilot.class);
    private static final byte[] ID = "autopilot".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration LEAST_DEAD = Duration.ofMinutes(1);
    private static final long LEAST_QUORUM = 3;

    /**
     * Defaults are the peer's but for the stabilization: here a member votes only once it has
     * caught up, so that waiting longer is the exception.
     */
    record Config(
            boolean cleanupDeadServers,
            long deadServerMillis,
            long lastContactMillis,
            long maxTrailingLogs,
            long minQuorum,
            long stabilizationMillis) {
        static final Config DEFAULT =
                new Config(false, Duration.ofHours(24).toMillis(), 10_000, 1_000, 0, 0);

        MemberCare care() {
            return new MemberCare(
                    Duration.ofMillis(lastContactMillis),
                    maxTrailingLogs,
                    Duration.ofMillis(stabilizationMillis),
                    cleanupDeadServers,
                    Duration.ofMillis(deadServerMillis),
                    minQuorum);
        }
    }

    private final RaftStore store;
    private final Barrier barrier;
    private @Nullable Thread watch;

    Autopilot(RaftStore store, Barrier barrier) {
        this.store = store;
        this.barrier = barrier;
    }

    Config config(Transaction transaction) {
        Record stored = transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).get(ID);
        return stored == null ? Config.DEFAULT : CODEC.decode(stored.value());
    }

    /**
     * @throws RequestFailure for values that could cost the cluster its quorum, or make no sense
     */
    void configure(Transaction transaction, Config config) {
        if (config.cleanupDeadServers() && config.minQuorum() < LEAST_QUORUM) {
            throw RequestFailure.invalid(
                    "min_quorum must be set when cleanup_dead_servers is set and it should at"
                            + " least be 3; cleanup_dead_servers: true, min_quorum: "
                            + config.minQuorum());
        }
        if (config.cleanupDeadServers() && config.deadServerMillis() < LEAST_DEAD.toMillis()) {
            throw RequestFailure.invalid(
                    "dead_server_last_contact_threshold should not be set to less than 1m;"
                            + " received: "
                            + Durations.format(Duration.ofMillis(config.deadServerMillis())));
        }
        if (config.maxTrailingLogs() < 0 || config.minQuorum() < 0) {
            throw RequestFailure.invalid("max_trailing_logs and min_quorum are not negative");
        }
        if (config.lastContactMillis() == 0) {
            throw RequestFailure.invalid("last_contact_threshold must be longer than 0");
        }
        transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).put(ID, CODEC.encode(config));
    }

    @Override
    public synchronized void unsealed() {
        watch = Thread.ofVirtual().name("autopilot").start(this::follow);
    }

    @Override
    public void sealing() {
        Thread running;
        synchronized (this) {
            running = watch;
            watch = null;
        }
        if (running == null) {
            return;
        }
        running.interrupt();
        try {
            running.join(LIMIT.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                store.care(
                        barrier.read(Consistency.LOCAL, Deadline.in(LIMIT), this::config).care());
            } catch (RuntimeException e) {
                LOG.debug("the autopilot's configuration could not be read: {}", e.toString());
            }
            try {
                Thread.sleep(REFRESH);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
