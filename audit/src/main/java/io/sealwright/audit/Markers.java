package io.sealwright.audit;

import java.time.Instant;
import java.util.function.Consumer;

/** Bodies of the lines that the log writes about itself: JSON objects without closing brace. */
final class Markers {

    private Markers() {}

    static byte[] open(Instant time, String device, String node) {
        return marker(
                LineKind.OPEN,
                time,
                out -> {
                    out.name("device").string(device);
                    out.name("node").string(node);
                });
    }

    static byte[] head(AuditHead head) {
        JsonOut out = begin(LineKind.HEAD, head.time());
        out.name(LineKind.HEAD.word);
        head.write(out);
        return out.toBytes();
    }

    static byte[] rotated(Instant time, ChainPosition previous) {
        return marker(LineKind.ROTATED, time, out -> position(out, "previous", previous));
    }

    static byte[] repair(Instant time, long bytes, String sha256, long afterSeq) {
        return marker(
                LineKind.REPAIR,
                time,
                out -> {
                    out.name("cut_bytes").number(bytes);
                    out.name("cut_sha256").string(sha256);
                    out.name("after_seq").number(afterSeq);
                });
    }

    static byte[] recovered(Instant time, Instant since, long dropped, String error) {
        return marker(
                LineKind.RECOVERED,
                time,
                out -> {
                    out.name("failed_since").string(Rfc3339.text(since));
                    out.name("dropped_lines").number(dropped);
                    out.name("error").string(error);
                });
    }

    /**
     * @param from first missing line, 0 if it is not known
     */
    static byte[] gap(Instant time, String reason, long from, ChainPosition checkpoint) {
        return marker(
                LineKind.GAP,
                time,
                out -> {
                    out.name("reason").string(reason);
                    out.name("from").number(from);
                    out.name("to").number(checkpoint.seq());
                    position(out, "checkpoint", checkpoint);
                });
    }

    private static void position(JsonOut out, String name, ChainPosition position) {
        out.name(name).beginObject();
        out.name("epoch").string(position.epoch());
        out.name("seq").number(position.seq());
        out.name("hash").string(position.hash());
        out.endObject();
    }

    private static byte[] marker(LineKind kind, Instant time, Consumer<JsonOut> fields) {
        JsonOut out = begin(kind, time);
        out.name(kind.word).beginObject();
        fields.accept(out);
        out.endObject();
        return out.toBytes();
    }

    private static JsonOut begin(LineKind kind, Instant time) {
        JsonOut out = new JsonOut();
        out.beginObject();
        out.name("time").string(Rfc3339.text(time));
        out.name("type").string(kind.word);
        return out;
    }
}
