package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.DataFolderException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts off what a power cut or a failing disk left half-written at the end of the Raft log, which
 * Ratis refuses to open. Only the open segment can have such an end, and what is cut was never
 * synced, so nobody was told of it. As in other stores, a record counts as torn if a whole sector
 * of it was never written; any other damage is not touched, and stops the start.
 */
final class TornLog {
    private static final Logger LOG = LoggerFactory.getLogger(TornLog.class);
    private static final int HEADER = 8;
    private static final int SECTOR = 512;
    private static final int CHECKSUM = 4;
    private static final int SURE_BYTES = 8;
    private static final long ZEROS = 1 << 16;

    private TornLog() {}

    /** Repairs the open segment in a group's folder, if there is one. */
    static void repair(Path groupFolder) {
        Path current = groupFolder.resolve("current");
        if (!Files.isDirectory(current)) {
            return;
        }
        try {
            for (Path segment : openSegments(current)) {
                repairSegment(segment);
            }
        } catch (IOException failed) {
            throw new DataFolderException("the Raft log in " + current + " cannot be read", failed);
        }
    }

    private static List<Path> openSegments(Path current) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(current)) {
            files.filter(file -> file.getFileName().toString().startsWith("log_inprogress_"))
                    .forEach(found::add);
        }
        return found;
    }

    private static void repairSegment(Path segment) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        int end = tornAt(bytes);
        if (end < 0) {
            return;
        }
        LOG.warn(
                "the end of {} was half-written: {} bytes from offset {} are cut off",
                segment.getFileName(),
                bytes.length - end,
                end);
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate((int) ZEROS);
            for (long at = end; at < bytes.length; at += ZEROS) {
                zeros.clear().limit((int) Math.min(ZEROS, bytes.length - at));
                while (zeros.hasRemaining()) {
                    channel.write(zeros, at + zeros.position());
                }
            }
            channel.force(true);
        }
    }

    /**
     * Where the torn record starts; -1 if every record is whole, or if the damage is of another
     * kind.
     */
    static int tornAt(byte[] bytes) {
        int at = HEADER;
        while (at < bytes.length && bytes[at] != 0) {
            int total = wholeRecord(bytes, at);
            if (total < 0) {
                return torn(bytes, at, -total) ? at : -1;
            }
            at += total;
        }
        if (at >= bytes.length || zeros(bytes, at, bytes.length)) {
            return -1;
        }
        // The end mark, but something after it: a first sector that was not written, or damage.
        return zeros(bytes, at, Math.min(bytes.length, nextSector(at))) ? at : -1;
    }

    /**
     * Bytes of the record; negative if it is not whole, and then how many bytes it claims, as far
     * as the file goes.
     */
    private static int wholeRecord(byte[] bytes, int at) {
        int left = bytes.length - at;
        long length = 0;
        int head = 0;
        int shift = 0;
        boolean more = true;
        while (more && head < 5 && head < left) {
            length |= (long) (bytes[at + head] & 0x7f) << shift;
            more = bytes[at + head] < 0;
            shift += 7;
            head++;
        }
        long total = head + length + CHECKSUM;
        if (more || total > left) {
            return -left;
        }
        int checked = (int) total - CHECKSUM;
        CRC32C crc = new CRC32C();
        crc.update(bytes, at, checked);
        int found = ByteBuffer.wrap(bytes, at + checked, CHECKSUM).getInt();
        return found == (int) crc.getValue() ? (int) total : -(int) total;
    }

    private static boolean torn(byte[] bytes, int at, int claimed) {
        int end = at + claimed;
        boolean nothingFollows = zeros(bytes, end, bytes.length);
        for (int from = at; from < end; from = nextSector(from)) {
            int to = Math.min(end, nextSector(from));
            if (zeros(bytes, from, to) && (to - from >= SURE_BYTES || nothingFollows)) {
                return true;
            }
        }
        return false;
    }

    private static int nextSector(int at) {
        return (at / SECTOR + 1) * SECTOR;
    }

    private static boolean zeros(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
