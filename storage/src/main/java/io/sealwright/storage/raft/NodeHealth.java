package io.sealwright.storage.raft;

import io.sealwright.storage.StoreException;
import io.sealwright.storage.rocks.StateFailedException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the node goes on: it may be closing, removed from the cluster, or unable to. */
final class NodeHealth {
    private static final Logger LOG = LoggerFactory.getLogger(NodeHealth.class);

    private final Consumer<Throwable> onFatal;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile Consumer<StoreException> stopWrites = reason -> {};
    private volatile boolean removed;
    private volatile boolean closing;

    NodeHealth(Consumer<Throwable> onFatal) {
        this.onFatal = onFatal;
    }

    /** What ends the taking of writes. */
    void onStop(Consumer<StoreException> stop) {
        stopWrites = stop;
    }

    boolean closing() {
        return closing;
    }

    boolean removed() {
        return removed;
    }

    void close() {
        closing = true;
        stopWrites.accept(new StoreException.Unavailable("the node is closing"));
    }

    void leave() {
        if (!closing) {
            LOG.warn("this member was removed from the cluster");
            removed = true;
            stopWrites.accept(
                    new StoreException.Unavailable("this member was removed from the cluster"));
        }
    }

    /** The node cannot go on; told to its owner once. */
    void fail(Throwable cause) {
        if (closing || !failed.compareAndSet(false, true)) {
            return;
        }
        LOG.error("the node cannot go on", cause);
        boolean disk =
                cause instanceof IOException
                        || (cause instanceof StateFailedException state && state.disk());
        stopWrites.accept(
                disk
                        ? new StoreException.DiskFailed("the data disk is full or failing", cause)
                        : new StoreException.Unavailable("the node has stopped", cause));
        // Not on Ratis' thread: the owner will want to close or exit.
        Thread.ofPlatform().daemon().name("store-fatal").start(() -> onFatal.accept(cause));
    }
}
