package io.sealwright.storage.snapshot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * The file around a snapshot, in the form in which the field's command lines expect one: a gzipped
 * tar of {@code meta.json}, the state, {@code SHA256SUMS} and, as the last, {@code
 * SHA256SUMS.sealed}, by whose presence they tell a whole snapshot from one that was cut short. The
 * state comes in parts, because a tar tells the length of a file before its content.
 */
final class ArchiveOutput extends OutputStream {
    static final String STATE = "state/";
    static final String SUMS = "SHA256SUMS";
    static final String LAST = "SHA256SUMS.sealed";
    static final int PART_BYTES = 1 << 20;

    private final GzipCompressorOutputStream gzip;
    private final TarArchiveOutputStream tar;
    private final StringBuilder sums = new StringBuilder();
    private final byte[] part = new byte[PART_BYTES];
    private int used;
    private int parts;

    ArchiveOutput(OutputStream target, SnapshotHeader header) throws IOException {
        GzipParameters stored = new GzipParameters();
        // Sealed bytes do not get smaller.
        stored.setCompressionLevel(Deflater.NO_COMPRESSION);
        gzip = new GzipCompressorOutputStream(target, stored);
        tar = new TarArchiveOutputStream(gzip);
        String meta =
                """
                {"version":1,"id":"sealwright-%d-%d","index":%d,"term":%d,"cluster_id":"%s"}
                """
                        .formatted(
                                header.term(),
                                header.index(),
                                header.index(),
                                header.term(),
                                header.clusterId());
        summed("meta.json", meta.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int now = Math.min(left, part.length - used);
            System.arraycopy(bytes, from, part, used, now);
            used += now;
            from += now;
            left -= now;
            if (used == part.length) {
                endPart();
            }
        }
    }

    private void endPart() throws IOException {
        if (used > 0) {
            summed(STATE + "%08d".formatted(++parts), java.util.Arrays.copyOf(part, used));
            used = 0;
        }
    }

    /** Completes the archive; the target stays open. */
    void finish() throws IOException {
        endPart();
        byte[] all = sums.toString().getBytes(StandardCharsets.US_ASCII);
        file(SUMS, all);
        file(LAST, (hash(all) + "  " + SUMS + "\n").getBytes(StandardCharsets.US_ASCII));
        tar.finish();
        gzip.finish();
        gzip.flush();
    }

    private void summed(String name, byte[] content) throws IOException {
        sums.append(hash(content)).append("  ").append(name).append('\n');
        file(name, content);
    }

    private void file(String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(0600);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String hash(byte[] content) {
        MessageDigest digest = SnapshotWriter.sha256();
        return HexFormat.of().formatHex(digest.digest(content));
    }
}
