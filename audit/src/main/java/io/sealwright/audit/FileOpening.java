package io.sealwright.audit;

import io.sealwright.crypto.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings an audit file into a state from which its chain goes on: at start (by the checkpoint of
 * the store), after a failure (by the last durable line in memory), after a rotation. What it
 * decides is a marker line, not yet written.
 */
final class FileOpening {

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * A file to append to. {@code markers} are to be written first, after a line break if {@code
     * endLine}.
     */
    record Opened(
            AuditChannel channel,
            ChainWriter.Durable from,
            boolean endLine,
            List<byte[]> markers,
            OpenRequestScan.Found unanswered,
            @Nullable AuditHead newestHead) {}

    private final AuditLogSettings settings;
    private final String device;

    FileOpening(AuditLogSettings settings, String device) {
        this.settings = settings;
        this.device = device;
    }

    /**
     * At start. Throws {@link UnsafeAuditFileException} or another exception if the file cannot be
     * used.
     */
    Opened start(AuditChannel channel, @Nullable AuditHead checkpoint) throws IOException {
        ChainPosition position = checkpoint == null ? null : checkpoint.position();
        TailScan.Result result =
                new TailScan(
                                channel,
                                position,
                                settings.signer().publicKey(),
                                settings.tailScanBytes())
                        .run();
        return switch (result) {
            case TailScan.Result.Blank() -> fresh(channel);
            case TailScan.Result.Foreign() ->
                    throw new IOException(
                            "the audit file of "
                                    + device
                                    + " holds something else than audit lines");
            case TailScan.Result.BelowCheckpoint(String reason, long lastSeq) ->
                    gap(
                            channel,
                            position == null ? ChainPosition.START : position,
                            reason,
                            lastSeq);
            case TailScan.Result.Whole whole -> whole(channel, whole);
        };
    }

    private Opened fresh(AuditChannel channel) throws IOException {
        if (channel.size() > 0) {
            channel.truncate(0); // the torn beginning of the very first line
        }
        ChainPosition before = new ChainPosition(newEpoch(), 0, ChainPosition.NO_HASH);
        byte[] marker = Markers.open(settings.clock().instant(), device, settings.node());
        return at(channel, before, 0, 0, false, marker);
    }

    private Opened whole(AuditChannel channel, TailScan.Result.Whole whole) throws IOException {
        OpenRequestScan.Found unanswered =
                OpenRequestScan.run(
                        channel, whole.end(), whole.newestHead(), settings.tailScanBytes());
        long torn = channel.size() - whole.end();
        List<byte[]> markers = List.of();
        if (torn > 0) {
            String hash = hash(channel, whole.end(), torn);
            channel.truncate(whole.end());
            markers =
                    List.of(
                            Markers.repair(
                                    settings.clock().instant(), torn, hash, whole.last().seq()));
        }
        ChainWriter.Durable from =
                new ChainWriter.Durable(whole.last(), whole.lastFrom(), whole.end());
        return new Opened(channel, from, false, markers, unanswered, whole.newestHead());
    }

    private Opened gap(AuditChannel channel, ChainPosition expected, String reason, long lastSeq)
            throws IOException {
        long from = lastSeq > 0 && lastSeq < expected.seq() ? lastSeq + 1 : 0;
        byte[] marker = Markers.gap(settings.clock().instant(), reason, from, expected);
        ChainPosition before = new ChainPosition(newEpoch(), expected.seq(), expected.hash());
        long size = channel.size();
        return at(channel, before, size, size, size > 0 && lastByte(channel, size) != '\n', marker);
    }

    /**
     * After a failure: the last durable line must be where it was; what was written after it is
     * written again.
     */
    Opened resume(AuditChannel channel, ChainWriter.Durable durable) throws IOException {
        long size = channel.size();
        boolean nothingYet = durable.lineFrom() == durable.end();
        if (size == 0 && !nothingYet) {
            return rotated(channel, durable.position()); // copied and cut by a log rotation
        }
        if (size >= durable.end() && (nothingYet || holds(channel, durable))) {
            channel.truncate(durable.end());
            return new Opened(
                    channel, durable, false, List.of(), OpenRequestScan.Found.NOTHING, null);
        }
        return gap(channel, durable.position(), "changed_while_open", 0);
    }

    /** In a new, empty file. */
    Opened rotated(AuditChannel channel, ChainPosition previous) {
        byte[] marker = Markers.rotated(settings.clock().instant(), previous);
        return at(channel, previous, 0, 0, false, marker);
    }

    private static Opened at(
            AuditChannel channel,
            ChainPosition before,
            long lineFrom,
            long end,
            boolean endLine,
            byte[] marker) {
        ChainWriter.Durable from = new ChainWriter.Durable(before, lineFrom, end);
        return new Opened(
                channel, from, endLine, List.of(marker), OpenRequestScan.Found.NOTHING, null);
    }

    private static boolean holds(AuditChannel channel, ChainWriter.Durable durable)
            throws IOException {
        int length = Math.toIntExact(durable.end() - durable.lineFrom());
        byte[] line = new byte[length];
        channel.read(ByteBuffer.wrap(line), durable.lineFrom());
        byte[] bare = Arrays.copyOf(line, length - 1);
        return line[length - 1] == '\n'
                && Digests.sha256Hex(bare).equals(durable.position().hash());
    }

    private static byte lastByte(AuditChannel channel, long size) throws IOException {
        byte[] last = new byte[1];
        channel.read(ByteBuffer.wrap(last), size - 1);
        return last[0];
    }

    private static String hash(AuditChannel channel, long from, long count) throws IOException {
        MessageDigest sha256 = Digests.newSha256();
        byte[] block = new byte[64 * 1024];
        for (long at = 0; at < count; ) {
            int length = (int) Math.min(block.length, count - at);
            channel.read(ByteBuffer.wrap(block, 0, length), from + at);
            sha256.update(block, 0, length);
            at += length;
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static String newEpoch() {
        byte[] bytes = new byte[LineTrailer.EPOCH_CHARS / 2];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
