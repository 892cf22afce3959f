package io.sealwright.server.node;

import io.sealwright.server.config.ClusterSettings;
import io.sealwright.server.config.Settings;
import io.sealwright.server.config.StorageSettings;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreConfig;
import io.sealwright.storage.barrier.Barrier;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The parts below the server: store and barrier, clock and randomness. Closed in reverse, the store
 * last.
 */
@Configuration(proxyBeanMethods = false)
class NodeConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(NodeConfiguration.class);

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean
    SecureRandom random() {
        return new SecureRandom();
    }

    @Bean(destroyMethod = "close")
    RaftStore store(
            Settings settings,
            StorageSettings storage,
            ClusterSettings cluster,
            InstantSource clock) {
        String nodeId = cluster.nodeId().isEmpty() ? null : cluster.nodeId();
        return RaftStore.open(
                StoreConfig.at(
                                Path.of(storage.path()),
                                cluster.address().toString(),
                                settings.url())
                        .withNodeId(nodeId)
                        .withElectionTimeout(cluster.electionTimeout())
                        .withSnapshots(storage.snapshotEntries(), storage.snapshotSize().toBytes())
                        .withClock(clock)
                        .withOnFatal(NodeConfiguration::stop)
                        .withRecovery(PeersFile.read(Path.of(storage.path()))));
    }

    @Bean(destroyMethod = "close")
    Barrier barrier(RaftStore store, SecureRandom random, InstantSource clock) {
        return new Barrier(store, random, clock);
    }

    /**
     * A node whose store cannot go on must not answer: the process ends, and whoever supervises it
     * starts it anew.
     */
    private static void stop(Throwable cause) {
        LOG.error("the store cannot go on, the process ends: {}", cause.toString());
        Thread.ofPlatform().daemon().name("stop").start(() -> Runtime.getRuntime().halt(1));
    }
}
