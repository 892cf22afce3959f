package io.sealwright.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The lines of a file from its end to its start, reading no more than needed. Not thread-safe. */
final class BackwardLines {

    /** A line longer than this is not one of ours. */
    static final int MAX_LINE_BYTES = 512 * 1024 * 1024;

    private final AuditChannel channel;
    private final int block;
    private byte[] window = new byte[0];
    private long windowFrom;
    private int lineFrom;
    private int lineTo;

    /**
     * @param end where to start: the offset after a line break, or the end of the file
     */
    BackwardLines(AuditChannel channel, long end, int block) {
        this.channel = channel;
        this.block = block;
        this.windowFrom = end;
    }

    /**
     * Moves to what stands after the last line break before the end; empty if the file ends with a
     * line break.
     */
    void remainder() throws IOException {
        find();
    }

    /** Moves to the line before the current one; false at the start of the file. */
    boolean next() throws IOException {
        if (windowFrom + lineFrom == 0) {
            return false;
        }
        lineTo = lineFrom;
        if (lineTo == 0) {
            extend();
        }
        lineTo--; // its line break
        find();
        return true;
    }

    /** Offset of the current line in the file. */
    long offset() {
        return windowFrom + lineFrom;
    }

    /** Offset after the current line, without its line break. */
    long endOffset() {
        return windowFrom + lineTo;
    }

    byte[] bytes() {
        return Arrays.copyOfRange(window, lineFrom, lineTo);
    }

    /** Finds the start of the line that ends at {@code lineTo}. */
    private void find() throws IOException {
        lineFrom = lineTo;
        while (true) {
            while (lineFrom > 0 && window[lineFrom - 1] != '\n') {
                lineFrom--;
            }
            if (lineFrom > 0 || windowFrom == 0) {
                return;
            }
            lineFrom += extend();
            if (lineTo > MAX_LINE_BYTES) {
                throw new IOException(
                        "audit file with a line of more than " + MAX_LINE_BYTES + " bytes");
            }
        }
    }

    /**
     * Reads the block before the window and forgets what lies after {@code lineTo}; answers how far
     * the rest moved.
     */
    private int extend() throws IOException {
        int step = Math.max(block, lineTo); // doubling, for long lines
        int count = (int) Math.min(step, windowFrom);
        byte[] grown = new byte[count + lineTo];
        channel.read(ByteBuffer.wrap(grown, 0, count), windowFrom - count);
        System.arraycopy(window, 0, grown, count, lineTo);
        window = grown;
        windowFrom -= count;
        lineTo += count;
        return count;
    }
}
