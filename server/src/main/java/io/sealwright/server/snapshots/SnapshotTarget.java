package io.sealwright.server.snapshots;

import java.io.IOException;
import java.io.OutputStream;

/** Where a schedule's snapshots go. For one thread. */
sealed interface SnapshotTarget permits LocalTarget, BucketTarget {
    /** Writes the snapshot to a stream. */
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    /** As the status shows it. */
    String url(String name);

    /**
     * Keeps a snapshot under this name, whole or not at all, and deletes what is beyond the
     * retention.
     *
     * @throws SnapshotFailure with what the operator has to know
     */
    void keep(String name, Source source) throws IOException;
}
