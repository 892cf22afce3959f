package io.sealwright.storage.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An entry of the log; an empty command is the one that a new leader begins its term with. */
record LogRecord(long term, long index, byte[] command) {
    private static final int HEAD = 2 * Long.BYTES;

    boolean empty() {
        return command.length == 0;
    }

    /** As it lies on the disk: {@code term (8) | index (8) | command | checksum (4)}. */
    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(HEAD + command.length + Integer.BYTES);
        out.putLong(term).putLong(index).put(command);
        return out.putInt(checksum(out.array(), out.position())).array();
    }

    /** Null if it is torn. */
    static @Nullable LogRecord decode(byte[] bytes) {
        int body = bytes.length - Integer.BYTES;
        if (body < HEAD || ByteBuffer.wrap(bytes).getInt(body) != checksum(bytes, body)) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new LogRecord(in.getLong(), in.getLong(), Arrays.copyOfRange(bytes, HEAD, body));
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
