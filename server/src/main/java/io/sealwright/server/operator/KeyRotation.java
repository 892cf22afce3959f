package io.sealwright.server.operator;

import io.sealwright.rotation.LeaderDuty;
import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Rotates the keyring by itself, after a time or after many encryptions: a duty of the leader.
 * Thread-safe.
 */
@Component
final class KeyRotation implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRotation.class);
    private static final byte[] ID = "keyring-rotation".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration NEVER = Duration.ofDays(36_500);
    private static final long LEAST_OPERATIONS = 1_000_000;
    private static final long MOST_OPERATIONS = 3_865_470_566L;
    private static final long LEAST_INTERVAL = Duration.ofHours(24).toSeconds();

    /** Bounds and default are the peer's. */
    record Config(boolean enabled, long intervalSeconds, long maxOperations) {
        static final Config DEFAULT = new Config(true, 0, MOST_OPERATIONS);

        String intervalText() {
            return Durations.format(Duration.ofSeconds(intervalSeconds));
        }
    }

    private final Barrier barrier;

    KeyRotation(Barrier barrier) {
        this.barrier = barrier;
    }

    Config config(Transaction transaction) {
        Record stored = transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).get(ID);
        return stored == null ? Config.DEFAULT : CODEC.decode(stored.value());
    }

    void configure(Transaction transaction, Config config) {
        if (config.maxOperations() < LEAST_OPERATIONS || config.maxOperations() > MOST_OPERATIONS) {
            throw RequestFailure.invalid(
                    "max_operations must be between "
                            + LEAST_OPERATIONS
                            + " and "
                            + MOST_OPERATIONS);
        }
        if (config.intervalSeconds() != 0 && config.intervalSeconds() < LEAST_INTERVAL) {
            throw RequestFailure.invalid("interval must be 0 or at least 24h");
        }
        transaction.records(Keys.ROOT_NAMESPACE, Keys.SETTINGS).put(ID, CODEC.encode(config));
    }

    @Override
    public void tick(Precondition fence) {
        Config config = barrier.read(Consistency.LOCAL, Deadline.in(LIMIT), this::config);
        Duration interval =
                config.intervalSeconds() == 0
                        ? NEVER
                        : Duration.ofSeconds(config.intervalSeconds());
        if (config.enabled() && barrier.rotationDue(config.maxOperations(), interval)) {
            LOG.info(
                    "the keyring was rotated to term {}",
                    barrier.rotate(Deadline.in(LIMIT), fence).term());
        }
    }
}
