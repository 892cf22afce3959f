package io.sealwright.audit;

import io.sealwright.crypto.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Appends lines to a file, each chained to the one before, and makes them durable together. One
 * thread at a time. After an exception nothing since the last {@link #commit} counts and the writer
 * must be replaced.
 */
final class ChainWriter {

    private static final int BUFFER_BYTES = 1 << 20;

    private final AuditChannel channel;
    private final ByteBuffer buffer;
    private final MessageDigest sha256 = Digests.newSha256();
    private ChainPosition tip;
    private long flushed;
    private long lineFrom;
    private Durable durable;
    private long lines;

    /**
     * Where the disk is: the last line, the offset where it starts, and the offset after its line
     * break.
     */
    record Durable(ChainPosition position, long lineFrom, long end) {}

    ChainWriter(AuditChannel channel, Durable from, ByteBuffer buffer) {
        this.channel = channel;
        this.durable = from;
        this.tip = from.position();
        this.flushed = from.end();
        this.lineFrom = from.lineFrom();
        this.buffer = buffer.clear();
    }

    static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    /** Adds one line: the body is a JSON object without its closing brace. Answers its number. */
    long append(byte[] body) throws IOException {
        lineFrom = flushed + buffer.position();
        long seq = tip.seq() + 1;
        byte[] trailer = new LineTrailer(tip.epoch(), seq, tip.hash()).bytes();
        sha256.update(body);
        sha256.update(trailer);
        put(body);
        put(trailer);
        endLine();
        tip = new ChainPosition(tip.epoch(), seq, HexFormat.of().formatHex(sha256.digest()));
        lines++;
        return seq;
    }

    /** Ends a torn line of before, so that the next line stands alone. */
    void endLine() throws IOException {
        if (!buffer.hasRemaining()) {
            flush();
        }
        buffer.put((byte) '\n');
    }

    /** Hands all lines to the file; they survive the end of the process, not yet of the machine. */
    void write() throws IOException {
        flush();
    }

    /** Writes and syncs; answers how many lines became durable. */
    long commit() throws IOException {
        flush();
        channel.force();
        durable = new Durable(tip, lineFrom, flushed);
        long count = lines;
        lines = 0;
        return count;
    }

    ChainPosition tip() {
        return tip;
    }

    Durable durable() {
        return durable;
    }

    AuditChannel channel() {
        return channel;
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** True if the file is as long as we made it: nobody cut it or wrote to it. */
    boolean isUntouched() throws IOException {
        return channel.size() == durable.end();
    }

    private void put(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(buffer.remaining(), bytes.length - at);
            buffer.put(bytes, at, count);
            at += count;
        }
    }

    private void flush() throws IOException {
        int count = buffer.position();
        if (count == 0) {
            return;
        }
        buffer.flip();
        channel.write(buffer, flushed);
        flushed += count;
        buffer.clear();
    }
}
