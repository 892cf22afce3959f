package io.sealwright.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What the chain needs of a file. One thread at a time. */
interface AuditChannel extends Closeable {

    /** Writes all that is left in the buffer at this offset. */
    void write(ByteBuffer bytes, long offset) throws IOException;

    /** Fills the buffer from this offset, or fails. */
    void read(ByteBuffer bytes, long offset) throws IOException;

    long size() throws IOException;

    void truncate(long size) throws IOException;

    /** Returns once everything written is on disk. */
    void force() throws IOException;

    /** True while the path still leads to this file. */
    boolean isCurrent() throws IOException;

    /** Opens the file of a device; each call opens it anew. */
    @FunctionalInterface
    interface Opener {
        AuditChannel open() throws IOException;
    }
}
