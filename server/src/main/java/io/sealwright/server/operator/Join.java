package io.sealwright.server.operator;

import io.sealwright.crypto.FormatException;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.server.node.PendingJoin;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.View;
import java.time.Duration;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The joining node's side: the seal it has to open, and the exchange once it has opened it. */
final class Join implements PendingJoin {
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 50;

    private final MemberApi member;
    private final RaftStore store;
    private final String clusterAddress;
    private final String apiAddress;
    private final SealedRootKey seal;

    /** Asks the member for the cluster's seal. */
    Join(MemberApi member, RaftStore store, String clusterAddress, String apiAddress) {
        this.member = member;
        this.store = store;
        this.clusterAddress = clusterAddress;
        this.apiAddress = apiAddress;
        this.seal = seal(challenge());
    }

    private JsonNode challenge() {
        return member.post(
                "sys/storage/raft/bootstrap/challenge",
                JsonNodeFactory.instance.objectNode().put("server_id", store.nodeId()));
    }

    private static SealedRootKey seal(JsonNode challenge) {
        try {
            return SealedRootKey.decode(bytes(challenge, "seal"));
        } catch (FormatException | IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "the member's answer holds no seal of a format known here");
        }
    }

    @Override
    public SealedRootKey seal() {
        return seal;
    }

    @Override
    public void complete(RootKey rootKey) {
        JsonNode fresh = challenge();
        if (!seal(fresh).generation().equals(seal.generation())) {
            throw RequestFailure.invalid(
                    "the cluster was given new key shares meanwhile: join again");
        }
        JoinProof proof = new JoinProof(rootKey::derive);
        JoinProof.Claim claim =
                new JoinProof.Claim(
                        bytes(fresh, "challenge"),
                        store.nodeId(),
                        clusterAddress,
                        apiAddress,
                        store.certificate());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("server_id", claim.nodeId());
        answer.put("cluster_addr", claim.clusterAddress());
        answer.put("api_addr", claim.apiAddress());
        answer.put("certificate", base64(claim.certificate()));
        answer.put("challenge", base64(claim.challenge()));
        answer.put("answer", base64(proof.answer(claim)));
        JsonNode admitted = member.post("sys/storage/raft/bootstrap/answer", answer);
        try {
            store.joinCluster(
                    JoinTicket.decode(proof.openTicket(bytes(admitted, "ticket"), claim)));
        } catch (OpenFailedException | IllegalArgumentException e) {
            throw RequestFailure.invalid("the member's ticket is not one for this node");
        }
        awaitCaughtUp();
    }

    /** A linearizable read answers once this member has applied what the leader has. */
    private void awaitCaughtUp() {
        Deadline deadline = Deadline.in(CATCH_UP);
        while (true) {
            try (View view = store.view(Consistency.LINEARIZABLE, deadline)) {
                view.index();
                return;
            } catch (StoreException.Unavailable e) {
                pause(deadline);
            }
        }
    }

    private static void pause(Deadline deadline) {
        if (deadline.passed()) {
            throw new RequestFailure(
                    new Failure.Unavailable(
                            "the node was let in but has not caught up yet; unseal it again in a moment",
                            Duration.ofSeconds(5)));
        }
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequestFailure(new Failure.Unavailable("interrupted", Duration.ofSeconds(1)));
        }
    }

    private static byte[] bytes(JsonNode data, String name) {
        try {
            return Base64.getDecoder().decode(data.path(name).asString(""));
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid("the member's answer cannot be read");
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
