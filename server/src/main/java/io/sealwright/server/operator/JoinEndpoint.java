package io.sealwright.server.operator;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.ClusterSettings;
import io.sealwright.server.config.Settings;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.RaftStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/storage/raft/join}: tells a node that belongs to no cluster which one to join. Without
 * a token, since there is none yet; one at a time. Also tried by itself at start where {@code
 * sealwright.cluster.retry-join} names members.
 */
@Component
final class JoinEndpoint implements DirectEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(JoinEndpoint.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Unsealing unsealing;
    private final RaftStore store;
    private final Settings settings;
    private final ClusterSettings cluster;
    private final ReentrantLock one = new ReentrantLock();

    JoinEndpoint(Unsealing unsealing, RaftStore store, Settings settings, ClusterSettings cluster) {
        this.unsealing = unsealing;
        this.store = store;
        this.settings = settings;
        this.cluster = cluster;
    }

    @Override
    public Set<String> paths() {
        return Set.of("sys/storage/raft/join");
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.UPDATE);
    }

    @Override
    public List<Field> fields(String path) {
        return List.of(
                Field.of(
                        "leader_api_addr",
                        FieldType.STRING,
                        "The address of a member of the cluster to join."),
                Field.of(
                        "leader_ca_cert",
                        FieldType.STRING,
                        "PEM of the authorities that its certificate may come from."));
    }

    @Override
    public DirectAnswer handle(Request request) {
        ObjectNode body = request.body().object();
        if (store.initialised()) {
            throw RequestFailure.invalid("this node belongs to a cluster already");
        }
        if (!body.path("leader_client_cert").asString("").isEmpty()) {
            throw RequestFailure.invalid(
                    "leader_client_cert: joining proves the unseal key, no client certificate is used");
        }
        if (!one.tryLock()) {
            throw RequestFailure.invalid("another join is under way");
        }
        try {
            join(
                    body.path("leader_api_addr").asString(""),
                    body.path("leader_ca_cert").asString(""));
            return DirectAnswer.of(JsonNodeFactory.instance.objectNode().put("joined", true));
        } finally {
            one.unlock();
        }
    }

    private void join(String address, String caCertificate) {
        MemberApi member = new MemberApi(address, caCertificate);
        unsealing.joining(new Join(member, store, cluster.address().toString(), settings.url()));
    }

    @EventListener
    void started(ApplicationReadyEvent event) {
        if (!cluster.retryJoin().isEmpty() && !store.initialised()) {
            Thread.ofPlatform().daemon().name("retry-join").start(this::retry);
        }
    }

    /** Until one of the members answers, or somebody else made this node part of a cluster. */
    private void retry() {
        while (!store.initialised()) {
            for (ClusterSettings.RetryJoin target : cluster.retryJoin()) {
                try {
                    join(target.leaderApiAddress(), "");
                    LOG.info(
                            "joining the cluster of {}: unseal this node with its key shares",
                            target.leaderApiAddress());
                    return;
                } catch (RequestFailure e) {
                    LOG.debug("{} cannot be joined yet", target.leaderApiAddress());
                }
            }
            try {
                Thread.sleep(RETRY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
