package io.sealwright.storage.raft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The question for a member's state: who asks and what it has applied, so that the leader can tell
 * it of later commits. {@code applied (8) | peer id}; empty if the asker does not care.
 */
record StateQuestion(long applied, String peerId) {
    byte[] encode() {
        byte[] name = peerId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + name.length).putLong(applied).put(name).array();
    }

    static @Nullable StateQuestion decode(ByteBuffer payload) {
        if (payload.remaining() <= Long.BYTES) {
            return null;
        }
        long applied = payload.getLong();
        return new StateQuestion(applied, StandardCharsets.UTF_8.decode(payload).toString());
    }
}
