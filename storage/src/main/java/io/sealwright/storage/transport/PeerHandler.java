package io.sealwright.storage.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Answers the questions of other members. Called on network threads: must not block. */
@FunctionalInterface
public interface PeerHandler {
    CompletableFuture<PeerAnswer> answer(byte kind, ByteBuffer payload);
}
