package io.sealwright.server.operator;

import io.sealwright.crypto.CryptoException;
import io.sealwright.crypto.RandomTokens;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.crypto.UnsealProgress;
import io.sealwright.server.node.Duty;
import io.sealwright.server.node.Initialisation;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replaces the key shares, and the root key with them. One attempt at a time on this node, in
 * memory: when the node is sealed or stops, it is as if it had never begun, and the old shares
 * hold.
 */
@Component
final class Rekey implements Duty {
    private static final String UNCONFIRMED =
            "the new seal was not confirmed in time: keep the old and the new key shares, and find out which ones unseal";

    private final CurrentSeal current;
    private final Barrier barrier;
    private final SecureRandom random;
    private @Nullable Attempt attempt;
    private @Nullable Unverified unverified;

    private record Attempt(
            String nonce,
            int shares,
            int threshold,
            boolean verify,
            SealedRootKey seal,
            UnsealProgress progress) {}

    /** New keys that are not in force yet. */
    private record Unverified(
            String nonce, SealedRootKey seal, RootKey rootKey, UnsealProgress progress) {}

    Rekey(CurrentSeal current, Barrier barrier, SecureRandom random) {
        this.current = current;
        this.barrier = barrier;
        this.random = random;
    }

    synchronized ObjectNode status() {
        Attempt now = attempt;
        Unverified waiting = unverified;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("started", now != null);
        json.put("nonce", now == null ? "" : now.nonce());
        json.put("t", now == null ? 0 : now.threshold());
        json.put("n", now == null ? 0 : now.shares());
        json.put(
                "progress",
                now == null || waiting != null ? 0 : now.progress().status().progress());
        json.put("required", now == null ? current.record().threshold() : now.seal().threshold());
        json.putNull("pgp_fingerprints");
        json.put("backup", false);
        json.put("verification_required", now != null && now.verify());
        json.put("verification_nonce", waiting == null ? "" : waiting.nonce());
        return json;
    }

    synchronized ObjectNode start(int shares, int threshold, boolean verify) {
        Initialisation.requireSplittable(shares, threshold);
        if (attempt != null) {
            throw RequestFailure.invalid("rekey already in progress");
        }
        SealedRootKey seal = current.record();
        attempt =
                new Attempt(
                        RandomTokens.uuid(random),
                        shares,
                        threshold,
                        verify,
                        seal,
                        current.collect(seal));
        return status();
    }

    synchronized void cancel() {
        if (attempt != null) {
            attempt.progress().reset();
        }
        if (unverified != null) {
            unverified.progress().reset();
            unverified.rootKey().close();
        }
        attempt = null;
        unverified = null;
    }

    /** Cancels only the attempt of this nonce: for callers without a token. */
    synchronized void cancel(String nonce) {
        if (attempt != null && !attempt.nonce().equals(nonce)) {
            throw RequestFailure.invalid("the nonce of the attempt must be given to cancel it");
        }
        cancel();
    }

    /** The new shares once enough old ones were given; until then the status. */
    synchronized Response update(String nonce, byte[] share, Deadline deadline) {
        Attempt now = attempt;
        if (now == null || unverified != null) {
            throw RequestFailure.invalid("no rekey in progress that takes shares");
        }
        if (!now.nonce().equals(nonce)) {
            throw RequestFailure.invalid("incorrect nonce supplied");
        }
        Optional<List<byte[]>> complete = CurrentSeal.submit(now.progress(), share);
        if (complete.isEmpty()) {
            return Response.of(status());
        }
        try {
            current.requireOpened(now.seal(), complete.get());
            return renew(now, deadline);
        } catch (RuntimeException e) {
            cancel();
            throw e;
        }
    }

    private Response renew(Attempt now, Deadline deadline) {
        RootKey rootKey = RootKey.generate(random);
        ShamirSeal.Created created =
                ShamirSeal.create(now.shares(), now.threshold(), rootKey, random);
        try {
            ObjectNode answer = shares(now, created);
            if (!now.verify()) {
                cancel();
                return renewed(answer, created.sealedRootKey(), rootKey, deadline);
            }
            unverified =
                    new Unverified(
                            RandomTokens.uuid(random),
                            created.sealedRootKey(),
                            rootKey,
                            current.collect(created.sealedRootKey()));
            return Response.of(
                    answer.put("verification_required", true)
                            .put("verification_nonce", unverified.nonce()));
        } finally {
            created.wipe();
        }
    }

    /** Whatever may be in force is told: shares that nobody has would lock the cluster for ever. */
    private Response renewed(
            ObjectNode answer, SealedRootKey seal, RootKey rootKey, Deadline deadline) {
        try {
            putInForce(seal, rootKey, deadline);
            return Response.of(answer);
        } catch (StoreException.OutcomeUnknown e) {
            return Response.of(answer).withWarning(UNCONFIRMED);
        }
    }

    private void putInForce(SealedRootKey seal, RootKey rootKey, Deadline deadline) {
        try {
            barrier.rekey(deadline, seal, rootKey);
        } catch (RuntimeException e) {
            rootKey.close();
            throw e;
        }
    }

    private static ObjectNode shares(Attempt now, ShamirSeal.Created created) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("nonce", now.nonce());
        json.put("complete", true);
        ArrayNode hex = json.putArray("keys");
        ArrayNode base64 = json.putArray("keys_base64");
        for (byte[] share : created.shares()) {
            hex.add(KeyShares.hex(share));
            base64.add(KeyShares.base64(share));
        }
        json.putNull("pgp_fingerprints");
        json.put("backup", false);
        json.put("verification_required", false);
        json.put("verification_nonce", "");
        return json;
    }

    synchronized ObjectNode verification() {
        Unverified waiting = unverified;
        if (waiting == null) {
            throw RequestFailure.invalid("no rekey verification in progress");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("nonce", waiting.nonce());
        json.put("started", true);
        json.put("t", waiting.seal().threshold());
        json.put("n", waiting.seal().shares());
        json.put("progress", waiting.progress().status().progress());
        return json;
    }

    /** Forgets the new shares given for verification, under a new nonce; the new keys wait on. */
    synchronized ObjectNode restartVerification() {
        Unverified waiting = unverified;
        if (waiting != null) {
            waiting.progress().reset();
            unverified =
                    new Unverified(
                            RandomTokens.uuid(random),
                            waiting.seal(),
                            waiting.rootKey(),
                            waiting.progress());
        }
        return verification();
    }

    synchronized void requireVerificationNonce(String nonce) {
        if (unverified != null && !unverified.nonce().equals(nonce)) {
            throw RequestFailure.invalid(
                    "the nonce of the verification must be given to restart it");
        }
    }

    synchronized ObjectNode verify(String nonce, byte[] share, Deadline deadline) {
        Unverified waiting = unverified;
        if (waiting == null) {
            throw RequestFailure.invalid("no rekey verification in progress");
        }
        if (!waiting.nonce().equals(nonce)) {
            throw RequestFailure.invalid("incorrect nonce supplied");
        }
        Optional<List<byte[]>> complete = CurrentSeal.submit(waiting.progress(), share);
        if (complete.isEmpty()) {
            return verification();
        }
        try {
            requireOpens(waiting.seal(), complete.get());
        } catch (RequestFailure wrong) {
            restartVerification();
            throw wrong;
        }
        unverified = null;
        attempt = null;
        putInForce(waiting.seal(), waiting.rootKey(), deadline);
        return JsonNodeFactory.instance.objectNode().put("nonce", nonce).put("complete", true);
    }

    private static void requireOpens(SealedRootKey seal, List<byte[]> shares) {
        try (RootKey opened = ShamirSeal.open(seal, shares)) {
            opened.protection();
        } catch (IllegalArgumentException | CryptoException e) {
            throw RequestFailure.invalid(
                    "the new shares given do not open the new seal; give all of them again");
        } finally {
            shares.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
        }
    }

    @Override
    public void unsealed() {}

    /** New keys that are not in force do not outlive a seal. */
    @Override
    public void sealing() {
        cancel();
    }
}
