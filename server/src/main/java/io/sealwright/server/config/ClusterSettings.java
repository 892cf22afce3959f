package io.sealwright.server.config;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * This node among its members.
 *
 * @param nodeId empty = random, kept in the storage folder
 * @param address for Raft between members (mutual TLS)
 * @param retryJoin join these until it works; empty for none
 * @param electionTimeout lower bound; heartbeats follow from it
 */
public record ClusterSettings(
        String nodeId, HostPort address, List<RetryJoin> retryJoin, Duration electionTimeout) {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(30);
    private static final int MAX_ID = 128;

    /**
     * @param leaderApiAddress URL of a member's API
     */
    public record RetryJoin(String leaderApiAddress) {
        public RetryJoin {
            leaderApiAddress =
                    Checks.url(
                            "sealwright.cluster.retry-join.leader-api-address", leaderApiAddress);
        }
    }

    @ConstructorBinding
    ClusterSettings(
            @DefaultValue("") String nodeId,
            @DefaultValue("127.0.0.1:8201") String address,
            @DefaultValue List<RetryJoin> retryJoin,
            @DefaultValue("700ms") Duration electionTimeout) {
        this(
                nodeId,
                Checks.address("sealwright.cluster.address", address),
                retryJoin,
                electionTimeout);
    }

    public ClusterSettings {
        retryJoin = List.copyOf(retryJoin);
        Checks.range("sealwright.cluster.election-timeout", electionTimeout, LEAST, MOST);
        if (nodeId.length() > MAX_ID || !nodeId.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new ConfigurationException(
                    "sealwright.cluster.node-id is at most "
                            + MAX_ID
                            + " printable ASCII characters without spaces");
        }
    }
}
