package io.sealwright.audit;

import io.sealwright.crypto.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks at the end of an audit file, from the last line back to the checkpoint and the newest
 * signed head, and no further than a limit. Finds where the valid chain ends, and whether the file
 * has what the checkpoint says.
 */
final class TailScan {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int BLOCK = 256 * 1024;

    /** One line, newest first in the list. */
    private record Line(long from, long to, String hash, @Nullable LineTrailer trailer) {

        boolean is(ChainPosition position) {
            return trailer != null
                    && trailer.epoch().equals(position.epoch())
                    && trailer.seq() == position.seq()
                    && hash.equals(position.hash());
        }

        boolean follows(ChainPosition position) {
            return trailer != null
                    && trailer.seq() == position.seq() + 1
                    && trailer.prev().equals(position.hash());
        }
    }

    /** What was found. */
    sealed interface Result {

        /** The chain is whole up to here; what lies after {@code end} is torn. */
        record Whole(ChainPosition last, long lastFrom, long end, @Nullable AuditHead newestHead)
                implements Result {}

        /** The file has nothing, or only the torn beginning of a first line. */
        record Blank() implements Result {}

        /**
         * The file lacks what the checkpoint says. {@code lastSeq} is the newest line there is, 0
         * if none.
         */
        record BelowCheckpoint(String reason, long lastSeq) implements Result {}

        /** No line of ours in reach, and no checkpoint that says there should be. */
        record Foreign() implements Result {}
    }

    private final AuditChannel channel;
    private final @Nullable ChainPosition checkpoint;
    private final AuditPublicKey key;
    private final long maxBytes;
    private final List<Line> lines = new ArrayList<>();
    private @Nullable AuditHead newestHead;
    private boolean reachedStart;

    TailScan(
            AuditChannel channel,
            @Nullable ChainPosition checkpoint,
            AuditPublicKey key,
            long maxBytes) {
        this.channel = channel;
        this.checkpoint = checkpoint;
        this.key = key;
        this.maxBytes = maxBytes;
    }

    Result run() throws IOException {
        long size = channel.size();
        if (size == 0) {
            return checkpoint == null
                    ? new Result.Blank()
                    : new Result.BelowCheckpoint("file_missing", 0);
        }
        boolean anyWholeLine = collect(size);
        if (lines.stream().allMatch(line -> line.trailer == null)) {
            if (checkpoint != null) {
                return new Result.BelowCheckpoint("file_damaged", 0);
            }
            return !anyWholeLine && startsLikeOurs(size)
                    ? new Result.Blank()
                    : new Result.Foreign();
        }
        return judge();
    }

    /** True if the file is what a crash in the very first line leaves behind. */
    private boolean startsLikeOurs(long size) throws IOException {
        byte[] expected = "{\"time\":\"".getBytes(StandardCharsets.US_ASCII);
        byte[] start = new byte[(int) Math.min(size, expected.length)];
        channel.read(ByteBuffer.wrap(start), 0);
        for (int i = 0; i < start.length; i++) {
            if (start[i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean collect(long size) throws IOException {
        BackwardLines file = new BackwardLines(channel, size, BLOCK);
        file.remainder();
        boolean any = false;
        while (file.next()) {
            any = true;
            byte[] bytes = file.bytes();
            LineTrailer trailer = LineTrailer.parse(bytes, 0, bytes.length);
            String hash = Digests.sha256Hex(bytes);
            lines.add(new Line(file.offset(), file.endOffset(), hash, trailer));
            if (newestHead == null && trailer != null && LineKind.of(bytes) == LineKind.HEAD) {
                newestHead = head(bytes, trailer, key);
            }
            if (reachedTarget(trailer) || size - file.offset() > maxBytes) {
                return true;
            }
        }
        reachedStart = true;
        return any;
    }

    private boolean reachedTarget(@Nullable LineTrailer trailer) {
        if (trailer == null) {
            return false;
        }
        boolean head = newestHead != null && trailer.seq() <= newestHead.seq();
        boolean checked = checkpoint == null || trailer.seq() <= checkpoint.seq();
        return head && checked;
    }

    /**
     * The head in a head line, if it is signed by our key and states what the line before it is.
     */
    static @Nullable AuditHead head(byte[] line, LineTrailer trailer, AuditPublicKey key) {
        try {
            JsonNode node = JSON.readTree(line);
            AuditHead head = AuditHead.of(node.path(LineKind.HEAD.word));
            boolean fits =
                    head.seq() == trailer.seq() - 1
                            && head.hash().equals(trailer.prev())
                            && head.epoch().equals(trailer.epoch());
            return fits && head.verifies(key) ? head : null;
        } catch (JacksonException | IllegalArgumentException e) {
            return null; // not a head that counts
        }
    }

    private Result judge() throws IOException {
        int certified = lines.size() - 1;
        if (checkpoint != null) {
            certified = indexOfCheckpoint(checkpoint);
            if (certified < 0) {
                return below(checkpoint);
            }
        }
        AuditHead head = newestHead;
        if (head != null) {
            certified = Math.min(certified, indexOfHead(head, certified));
        }
        int last = certified;
        while (last > 0 && chains(lines.get(last), lines.get(last - 1))) {
            last--;
        }
        return whole(dropDamaged(last, certified));
    }

    /**
     * A line that chains to the one before may still be damaged itself, if nothing certifies it.
     */
    private int dropDamaged(int index, int certified) throws IOException {
        int last = index;
        boolean disowned = last > 0 && denies(lines.get(last), lines.get(last - 1));
        while (last < certified && (disowned || !isJson(lines.get(last)))) {
            disowned = false;
            last++;
        }
        return last;
    }

    /** True if the newer line, itself whole, says that the older was another. */
    private boolean denies(Line older, Line newer) throws IOException {
        return older.trailer != null
                && newer.trailer != null
                && newer.trailer.seq() == older.trailer.seq() + 1
                && isJson(newer);
    }

    private boolean isJson(Line line) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(line.to - line.from)];
        channel.read(ByteBuffer.wrap(bytes), line.from);
        try {
            return JSON.readTree(bytes).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    private Result whole(int index) {
        for (int i = index; i < lines.size(); i++) {
            Line line = lines.get(i);
            if (line.trailer != null) {
                ChainPosition at =
                        new ChainPosition(line.trailer.epoch(), line.trailer.seq(), line.hash);
                return new Result.Whole(at, line.from, line.to + 1, newestHead);
            }
        }
        return new Result.Foreign();
    }

    private Result below(ChainPosition point) {
        for (Line line : lines) {
            if (line.trailer != null) {
                long seq = line.trailer.seq();
                return new Result.BelowCheckpoint(
                        seq < point.seq() ? "file_below_checkpoint" : "checkpoint_mismatch", seq);
            }
        }
        return new Result.BelowCheckpoint("file_damaged", 0);
    }

    /** The newest line known to be in the chain that the checkpoint names, or -1. */
    private int indexOfCheckpoint(ChainPosition point) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).is(point) || lines.get(i).follows(point)) {
                return i;
            }
        }
        Line oldest = lines.getLast();
        long seq = oldest.trailer == null ? 0 : oldest.trailer.seq();
        // the checkpoint lies in the file before a rotation, or deeper than we look
        boolean elsewhere = seq > point.seq() + 1 || (seq == point.seq() + 1 && !reachedStart);
        return elsewhere ? lines.size() - 1 : -1;
    }

    private int indexOfHead(AuditHead head, int fallback) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).is(head.position())) {
                return i;
            }
        }
        return fallback;
    }

    private static boolean chains(Line older, Line newer) {
        if (older.trailer == null || newer.trailer == null) {
            return false;
        }
        return newer.trailer.seq() == older.trailer.seq() + 1
                && newer.trailer.epoch().equals(older.trailer.epoch())
                && newer.trailer.prev().equals(older.hash);
    }
}
