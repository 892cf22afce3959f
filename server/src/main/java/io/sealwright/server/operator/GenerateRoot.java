package io.sealwright.server.operator;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.crypto.SealedRootKey;
import io.sealwright.crypto.UnsealProgress;
import io.sealwright.server.node.Duty;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenStore;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Barrier;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a root token for whoever brings enough key shares. One attempt at a time on this node, in
 * memory. The token leaves encoded with a one-time password that only the one who started has seen.
 */
@Component
final class GenerateRoot implements Duty {
    /** {@code hvs.} and 24 characters: the token and its one-time password are equally long. */
    static final int OTP_LENGTH = 28;

    private final CurrentSeal current;
    private final Function<Deadline, String> newRootToken;
    private final SecureRandom random;
    private @Nullable Attempt attempt;

    private record Attempt(String nonce, String otp, SealedRootKey seal, UnsealProgress progress) {}

    @Autowired
    GenerateRoot(
            CurrentSeal current,
            Barrier barrier,
            TokenStore tokens,
            SecureRandom random,
            InstantSource clock) {
        this(
                current,
                deadline ->
                        barrier.transact(
                                        deadline,
                                        transaction ->
                                                tokens.createRoot(transaction, "", clock.instant()))
                                .clientToken(),
                random);
    }

    GenerateRoot(
            CurrentSeal current, Function<Deadline, String> newRootToken, SecureRandom random) {
        this.current = current;
        this.newRootToken = newRootToken;
        this.random = random;
    }

    synchronized ObjectNode status() {
        return status("", "");
    }

    private ObjectNode status(String otp, String encoded) {
        Attempt now = attempt;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("started", now != null);
        json.put("nonce", now == null ? "" : now.nonce());
        json.put("progress", now == null ? 0 : now.progress().status().progress());
        json.put("required", now == null ? current.record().threshold() : now.seal().threshold());
        json.put("complete", !encoded.isEmpty());
        json.put("otp", otp);
        json.put("otp_length", OTP_LENGTH);
        json.put("encoded_token", encoded);
        json.put("encoded_root_token", encoded);
        json.put("pgp_fingerprint", "");
        return json;
    }

    /**
     * @param chosenOtp empty for a random one
     */
    synchronized ObjectNode start(String chosenOtp) {
        if (attempt != null) {
            throw RequestFailure.invalid("root generation already in progress");
        }
        if (!chosenOtp.isEmpty()
                && chosenOtp.getBytes(StandardCharsets.UTF_8).length != OTP_LENGTH) {
            throw RequestFailure.invalid(
                    "OTP string is wrong length: " + OTP_LENGTH + " characters are needed");
        }
        String otp = chosenOtp.isEmpty() ? RandomTokens.base62(OTP_LENGTH, random) : chosenOtp;
        SealedRootKey seal = current.record();
        attempt = new Attempt(RandomTokens.uuid(random), otp, seal, current.collect(seal));
        return status(chosenOtp.isEmpty() ? otp : "", "");
    }

    synchronized void cancel() {
        if (attempt != null) {
            attempt.progress().reset();
        }
        attempt = null;
    }

    /** Cancels only the attempt of this nonce: for callers without a token. */
    synchronized void cancel(String nonce) {
        if (attempt != null && !attempt.nonce().equals(nonce)) {
            throw RequestFailure.invalid("the nonce of the attempt must be given to cancel it");
        }
        cancel();
    }

    synchronized ObjectNode update(String nonce, byte[] share, Deadline deadline) {
        Attempt now = attempt;
        if (now == null) {
            throw RequestFailure.invalid("no root generation in progress");
        }
        if (!now.nonce().equals(nonce)) {
            throw RequestFailure.invalid(
                    "incorrect nonce supplied; nonce for this root generation operation is not this one");
        }
        Optional<List<byte[]>> complete = CurrentSeal.submit(now.progress(), share);
        if (complete.isEmpty()) {
            return status();
        }
        cancel();
        current.requireOpened(now.seal(), complete.get());
        String token = newRootToken.apply(deadline);
        ObjectNode done = status("", encode(token, now.otp()));
        done.put("started", true);
        done.put("nonce", nonce);
        done.put("progress", now.seal().threshold());
        return done;
    }

    private static String encode(String token, String otp) {
        byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
        byte[] pad = otp.getBytes(StandardCharsets.UTF_8);
        if (bytes.length != pad.length) {
            throw new IllegalStateException("a token of another length than its one-time password");
        }
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= pad[i];
        }
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(bytes);
        Arrays.fill(bytes, (byte) 0);
        return encoded;
    }

    @Override
    public void unsealed() {}

    @Override
    public void sealing() {
        cancel();
    }
}
