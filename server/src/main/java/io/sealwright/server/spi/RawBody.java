package io.sealwright.server.spi;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A body that is not an envelope: metrics text, a snapshot. Written after the answer's audit line
 * is durable.
 */
public record RawBody(String contentType, Writer writer) {
    /** Writes the whole body. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }
}
