package io.sealwright.server.operator;

import io.sealwright.crypto.AesGcm;
import io.sealwright.crypto.Digests;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.SecretAccess;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.server.spi.RequestFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Proof that a joining node can unseal: both sides derive keys from the root key. The member's
 * challenge is a sealed time and nonce, so it remembers nothing between the two requests; the
 * answer is a MAC over the challenge and everything the node says of itself; the ticket travels
 * sealed.
 */
final class JoinProof {
    private static final Duration VALID = Duration.ofMinutes(5);
    private static final int NONCE = 16;
    private static final byte[] CHALLENGE = "challenge".getBytes(StandardCharsets.US_ASCII);

    /** {@code RootKey::derive} or {@code Barrier::derive}. */
    private final Function<String, SecretBytes> derive;

    JoinProof(Function<String, SecretBytes> derive) {
        this.derive = derive;
    }

    /** What a joining node says of itself. */
    record Claim(
            byte[] challenge,
            String nodeId,
            String clusterAddress,
            String apiAddress,
            byte[] certificate) {}

    byte[] challenge(Instant now, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] plain =
                ByteBuffer.allocate(8 + NONCE).putLong(now.toEpochMilli()).put(nonce).array();
        return sealed("join/challenge", aes -> aes.seal(plain, CHALLENGE));
    }

    /**
     * @throws RequestFailure if it is no challenge of this cluster, or too old
     */
    void requireFresh(byte[] challenge, Instant now) {
        try {
            byte[] plain = sealed("join/challenge", aes -> aes.open(challenge, CHALLENGE));
            Duration age =
                    Duration.between(Instant.ofEpochMilli(ByteBuffer.wrap(plain).getLong()), now)
                            .abs();
            if (age.compareTo(VALID) > 0) {
                throw RequestFailure.invalid(
                        "the join challenge is older than five minutes; join again");
            }
        } catch (OpenFailedException | IllegalArgumentException e) {
            throw RequestFailure.denied();
        }
    }

    byte[] answer(Claim claim) {
        try (SecretBytes key = derive.apply("join/answer")) {
            return Digests.hmacSha256(
                    key,
                    sized(claim.challenge()),
                    sized(claim.nodeId().getBytes(StandardCharsets.UTF_8)),
                    sized(claim.clusterAddress().getBytes(StandardCharsets.UTF_8)),
                    sized(claim.apiAddress().getBytes(StandardCharsets.UTF_8)),
                    sized(claim.certificate()));
        }
    }

    /** The claim's MAC is bound to the ticket: an old ticket does not open for a new claim. */
    byte[] sealTicket(byte[] ticket, Claim claim) {
        byte[] bound = answer(claim);
        return sealed("join/ticket", aes -> aes.seal(ticket, bound));
    }

    /**
     * @throws OpenFailedException if it was not sealed by a member of this cluster for this claim
     */
    byte[] openTicket(byte[] ticket, Claim claim) {
        byte[] bound = answer(claim);
        return sealed("join/ticket", aes -> aes.open(ticket, bound));
    }

    private byte[] sealed(String label, Function<AesGcm, byte[]> work) {
        try (SecretBytes key = derive.apply(label)) {
            return key.use(
                    SecretAccess.insecure(),
                    bytes -> {
                        try (AesGcm aes = AesGcm.copyOf(bytes)) {
                            return work.apply(aes);
                        }
                    });
        }
    }

    private static byte[] sized(byte[] part) {
        return ByteBuffer.allocate(4 + part.length).putInt(part.length).put(part).array();
    }
}
