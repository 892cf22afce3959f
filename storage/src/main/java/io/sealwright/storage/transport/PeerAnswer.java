package io.sealwright.storage.transport;

import java.nio.ByteBuffer;

/**
 * A member's answer to a question of another.
 *
 * @param status {@link #OK}, {@link #NOT_DONE} (refused before anything was done) or {@link
 *     #FAILED} (what was done is open)
 */
public record PeerAnswer(byte status, ByteBuffer payload) {
    public static final byte OK = 0;
    public static final byte NOT_DONE = 1;
    public static final byte FAILED = 2;

    public static PeerAnswer ok(byte[] payload) {
        return new PeerAnswer(OK, ByteBuffer.wrap(payload));
    }

    public static PeerAnswer of(byte status) {
        return new PeerAnswer(status, ByteBuffer.allocate(0));
    }

    byte[] frame(long id) {
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        return Exchange.frame(id, status, bytes);
    }
}
