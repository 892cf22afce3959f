package io.sealwright.storage.raft;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** Hands one command to the leader's log; completes with the answer of its apply. */
@FunctionalInterface
interface EntrySubmitter {
    /**
     * Fails with {@link NotSubmitted} if the command surely did not reach a log; any other failure
     * leaves that open.
     */
    CompletableFuture<ByteBuffer> submit(byte[] command);

    /** The command is in no log: there is no leader, or it refused before appending. */
    final class NotSubmitted extends Exception {
        private static final long serialVersionUID = 1L;

        NotSubmitted(String message) {
            super(message);
        }

        NotSubmitted(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
