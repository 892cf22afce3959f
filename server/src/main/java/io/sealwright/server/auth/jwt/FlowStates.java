package io.sealwright.server.auth.jwt;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.Xaes256Gcm;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.barrier.Barrier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Seals what has to be known of a browser login into its OAuth state, under a key of the mount that
 * every node has. So a login may begin at one node and end at another, and those that are begun and
 * never ended take up nothing. Thread-safe.
 */
@Component
final class FlowStates {
    private static final String PREFIX = "st_";
    private static final byte[] LABEL = "oidc state".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_LENGTH = 8 << 10;
    private static final int SEED_BYTES = 16;

    /** Nodes' clocks may differ by so much, in seconds. */
    private static final int SKEW = 60;

    private static final RecordCodec<FlowState> CODEC = RecordCodec.of(FlowState.class);

    private final Barrier barrier;
    private final SecureRandom random;

    FlowStates(Barrier barrier, SecureRandom random) {
        this.barrier = barrier;
        this.random = random;
    }

    byte[] seed() {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    String seal(Mount mount, FlowState state) {
        try (Xaes256Gcm cipher = cipher(mount)) {
            byte[] sealed = cipher.seal(CODEC.encode(state), accessor(mount));
            return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        }
    }

    /** Null if it is none of this mount's, or too old. */
    @Nullable FlowState open(Mount mount, String text, Instant now) {
        if (!text.startsWith(PREFIX) || text.length() > MAX_LENGTH) {
            return null;
        }
        try (Xaes256Gcm cipher = cipher(mount)) {
            byte[] sealed = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
            FlowState state = CODEC.decode(cipher.open(sealed, accessor(mount)));
            long second = now.getEpochSecond();
            return second < state.end() && second >= state.begun() - SKEW ? state : null;
        } catch (IllegalArgumentException | OpenFailedException e) {
            return null;
        }
    }

    private Xaes256Gcm cipher(Mount mount) {
        byte[] key =
                barrier.hash(
                        HashPurpose.LOOKUP,
                        LABEL,
                        ByteBuffer.allocate(Long.BYTES).putLong(mount.space().value()).array());
        try {
            return Xaes256Gcm.copyOf(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] accessor(Mount mount) {
        return mount.accessor().getBytes(StandardCharsets.UTF_8);
    }
}
