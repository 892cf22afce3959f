package io.sealwright.server.wrapping;

import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.LeaseGrant;
import io.sealwright.server.spi.MfaRequirement;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.Response;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The stored form of a wrapped answer: version (1), length of the envelope (4), the envelope as a
 * record, the data as JSON text; no text where there was no data. The data's members come back byte
 * for byte.
 */
final class WrappedResponse {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Integer.BYTES;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** What an answer has besides its data. */
    record Envelope(
            @Nullable AuthGrant auth,
            @Nullable MfaRequirement mfa,
            @Nullable LeaseGrant lease,
            long leaseDuration,
            List<String> warnings) {
        @Override
        public String toString() {
            return "Envelope";
        }
    }

    private static final RecordCodec<Envelope> ENVELOPES = RecordCodec.of(Envelope.class);

    private WrappedResponse() {}

    static byte[] encode(Response response) {
        byte[] envelope =
                ENVELOPES.encode(
                        new Envelope(
                                response.auth(),
                                response.mfa(),
                                response.lease(),
                                response.leaseDuration(),
                                response.warnings()));
        ObjectNode data = response.data();
        byte[] text = data == null ? new byte[0] : MAPPER.writeValueAsBytes(data);
        byte[] stored =
                ByteBuffer.allocate(HEAD + envelope.length + text.length)
                        .put(VERSION)
                        .putInt(envelope.length)
                        .put(envelope)
                        .put(text)
                        .array();
        Arrays.fill(envelope, (byte) 0);
        Arrays.fill(text, (byte) 0);
        return stored;
    }

    /**
     * @throws IllegalStateException if it is not a wrapped answer of this version
     */
    static Response decode(byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        if (stored.length < HEAD || buffer.get() != VERSION) {
            throw new IllegalStateException("a wrapped answer of an unknown format");
        }
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new IllegalStateException("a wrapped answer that is cut short");
        }
        Envelope envelope = ENVELOPES.decode(Arrays.copyOfRange(stored, HEAD, HEAD + length));
        byte[] text = Arrays.copyOfRange(stored, HEAD + length, stored.length);
        ObjectNode data = text.length == 0 ? null : RawMembers.of(text);
        return new Response(
                200,
                data,
                envelope.auth,
                envelope.mfa,
                envelope.lease,
                envelope.leaseDuration,
                null,
                envelope.warnings,
                null);
    }
}
