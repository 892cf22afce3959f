package io.sealwright.server.operator;

import io.sealwright.crypto.Digests;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectAnswer;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The member's side of a join: {@code bootstrap/challenge} and {@code bootstrap/answer}. Without a
 * token, since a joining node has none: the proof is the root key itself. Few at a time; nothing is
 * remembered between the two.
 */
@Component
final class BootstrapEndpoint implements DirectEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(BootstrapEndpoint.class);
    private static final String CHALLENGE = "sys/storage/raft/bootstrap/challenge";
    private static final String ANSWER = "sys/storage/raft/bootstrap/answer";
    private static final List<Field> FIELDS =
            List.of(
                    Field.of("challenge", FieldType.STRING, "As it was given, in base64."),
                    Field.of("server_id", FieldType.STRING, "The joining node's id."),
                    Field.of("cluster_addr", FieldType.STRING, "Where other members reach it."),
                    Field.of("api_addr", FieldType.STRING, "Where clients reach it."),
                    Field.of("certificate", FieldType.STRING, "Its own, in base64."),
                    Field.of("answer", FieldType.STRING, "The proof, in base64."));
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final int MAX_FIELD = 8_192;
    private static final int PER_SECOND = 20;

    private final RaftStore store;
    private final Barrier barrier;
    private final SecureRandom random;
    private final InstantSource clock;
    private long second;
    private int inSecond;

    BootstrapEndpoint(RaftStore store, Barrier barrier, SecureRandom random, InstantSource clock) {
        this.store = store;
        this.barrier = barrier;
        this.random = random;
        this.clock = clock;
    }

    @Override
    public Set<String> paths() {
        return Set.of(CHALLENGE, ANSWER);
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.UPDATE);
    }

    @Override
    public List<Field> fields(String path) {
        return path.equals(CHALLENGE) ? List.of() : FIELDS;
    }

    @Override
    public DirectAnswer handle(Request request) {
        if (barrier.sealed()) {
            throw new RequestFailure(new Failure.Sealed());
        }
        admit();
        JoinProof proof = new JoinProof(barrier::derive);
        return DirectAnswer.of(
                request.path().equals(CHALLENGE) ? challenge(proof) : answer(proof, request));
    }

    private synchronized void admit() {
        long now = clock.instant().getEpochSecond();
        inSecond = now == second ? inSecond + 1 : 1;
        second = now;
        if (inSecond > PER_SECOND) {
            throw new RequestFailure(
                    new Failure.RateLimited("too many joins at once; try again", SOON));
        }
    }

    private ObjectNode challenge(JoinProof proof) {
        SealedRootKey seal = barrier.sealRecord();
        if (seal == null) {
            throw new RequestFailure(new Failure.NotInitialised());
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("challenge", base64(proof.challenge(clock.instant(), random)));
        data.put("seal", base64(seal.encode()));
        data.put("cluster_id", store.status().clusterId());
        return enveloped(data);
    }

    private ObjectNode answer(JoinProof proof, Request request) {
        ObjectNode body = request.body().object();
        JoinProof.Claim claim =
                new JoinProof.Claim(
                        bytes(body, "challenge"),
                        text(body, "server_id"),
                        text(body, "cluster_addr"),
                        text(body, "api_addr"),
                        bytes(body, "certificate"));
        proof.requireFresh(claim.challenge(), clock.instant());
        if (!Digests.equal(proof.answer(claim), bytes(body, "answer"))) {
            throw RequestFailure.denied();
        }
        LOG.info(
                "node {} at {} proved that it can unseal, and joins",
                claim.nodeId(),
                claim.clusterAddress());
        return enveloped(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("ticket", base64(ticket(proof, claim, request))));
    }

    private byte[] ticket(JoinProof proof, JoinProof.Claim claim, Request request) {
        try {
            JoinTicket ticket =
                    store.membership()
                            .addMember(
                                    claim.nodeId(),
                                    claim.clusterAddress(),
                                    claim.apiAddress(),
                                    claim.certificate(),
                                    request.deadline());
            return proof.sealTicket(ticket.encode(), claim);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode enveloped(ObjectNode data) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("data", data);
        return body;
    }

    private static String text(ObjectNode body, String name) {
        String value = body.path(name).asString("");
        if (value.isEmpty() || value.length() > MAX_FIELD) {
            throw RequestFailure.invalid("missing or too long: " + name);
        }
        return value;
    }

    private static byte[] bytes(ObjectNode body, String name) {
        try {
            return Base64.getDecoder().decode(text(body, name));
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid("not base64: " + name);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
