package io.sealwright.server.auth.aws;

import io.sealwright.crypto.HashPurpose;
import io.sealwright.crypto.OpenFailedException;
import io.sealwright.crypto.Xaes256Gcm;
import io.sealwright.server.sigv4.RequestSignature;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.Request;
import io.sealwright.storage.barrier.Barrier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Seals temporary credentials into their session token, under a key that every node has. So each
 * node knows them without a commit having been made for them. Thread-safe.
 */
@Component
final class Sessions {
    /** Longest session token in characters: with room for the other headers of a request. */
    static final int MAX_LENGTH = 8 << 10;

    private static final String PREFIX = "st_";
    private static final byte[] LABEL = "aws session token".getBytes(StandardCharsets.US_ASCII);
    private static final RecordCodec<Session> CODEC = RecordCodec.of(Session.class);

    private final Barrier barrier;

    Sessions(Barrier barrier) {
        this.barrier = barrier;
    }

    /** What the token of a request was opened to. */
    private record Opened(@Nullable Session session) {}

    private record Key() {}

    /** May be longer than {@link #MAX_LENGTH}, and is good for nothing then. */
    String seal(Session session) {
        byte[] plain = CODEC.encode(session);
        try (Xaes256Gcm cipher = cipher()) {
            return PREFIX
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(cipher.seal(plain, LABEL));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * That of the token which a request brings beside its signature; null for a request without
     * one, and for a token that is none of ours, or not of the access key that it comes with. Its
     * time may be over.
     */
    @Nullable Session of(Request request) {
        if (!(request.action() instanceof Action.Signed signed)
                || signed.signature().sessionToken().isEmpty()) {
            return null;
        }
        return request.once()
                .get(new Key(), Opened.class, () -> new Opened(opened(signed.signature())))
                .session();
    }

    private @Nullable Session opened(RequestSignature signature) {
        Session session = open(signature.sessionToken());
        return session == null || !session.id().equals(signature.accessKeyId()) ? null : session;
    }

    /** Null if it is none of ours. */
    @Nullable Session open(String token) {
        if (!token.startsWith(PREFIX) || token.length() > MAX_LENGTH) {
            return null;
        }
        byte[] plain = new byte[0];
        try (Xaes256Gcm cipher = cipher()) {
            plain =
                    cipher.open(
                            Base64.getUrlDecoder().decode(token.substring(PREFIX.length())), LABEL);
            return CODEC.decode(plain);
        } catch (IllegalArgumentException | OpenFailedException e) {
            return null;
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private Xaes256Gcm cipher() {
        byte[] key = barrier.hash(HashPurpose.LOOKUP, LABEL);
        try {
            return Xaes256Gcm.copyOf(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
