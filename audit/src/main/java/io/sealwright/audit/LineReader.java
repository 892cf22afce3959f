package io.sealwright.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file line by line as bytes, in constant memory but for the longest line. Not thread-safe.
 */
final class LineReader implements Closeable {

    private final InputStream in;
    private byte[] buffer = new byte[1 << 18];
    private int from;
    private int to;
    private boolean ended;
    private boolean terminated;

    LineReader(Path file) throws IOException {
        this(Files.newInputStream(file));
    }

    /** Closes the stream when it is closed. */
    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line without its line break; null at the end. */
    byte @Nullable [] next() throws IOException {
        int at = from;
        while (true) {
            while (at < to && buffer[at] != '\n') {
                at++;
            }
            if (at < to) {
                terminated = true;
                return cut(at, at + 1);
            }
            if (ended) {
                terminated = false;
                return from == to ? null : cut(to, to);
            }
            at -= from;
            fill();
        }
    }

    /** True if the last line ended with a line break. */
    boolean terminated() {
        return terminated;
    }

    private byte[] cut(int end, int nextFrom) {
        byte[] line = Arrays.copyOfRange(buffer, from, end);
        from = nextFrom;
        return line;
    }

    private void fill() throws IOException {
        int kept = to - from;
        if (kept > BackwardLines.MAX_LINE_BYTES) {
            throw new IOException("a line of more than " + BackwardLines.MAX_LINE_BYTES + " bytes");
        }
        byte[] target = kept > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, from, target, 0, kept);
        buffer = target;
        from = 0;
        to = kept;
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            ended = true;
        } else {
            to += count;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
