package io.sealwright.audit;

import io.sealwright.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * That a request is in a device's chain: the unbroken lines from its request line to a line that a
 * signed head states. Whoever trusts the head, by its signature or because they hold it, need trust
 * nothing else. Immutable.
 *
 * @param lines whole lines without their line breaks, in order
 * @param head states the last of them
 */
record InclusionProof(String requestId, List<String> lines, AuditHead head) {

    /** The most bytes of lines in a proof: 64 MiB. */
    static final long MAX_BYTES = 64L << 20;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    InclusionProof {
        lines = List.copyOf(lines);
    }

    /** What a proof shows. Numbers of lines; {@code responseSeq} is 0 if no answer is in it. */
    record Shown(String operation, String path, String time, long requestSeq, long responseSeq) {}

    /** What is wrong with a proof. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1;

        BrokenException(String message) {
            super(message);
        }
    }

    /** JSON with a line break at its end. */
    byte[] toJson() {
        JsonOut out = new JsonOut();
        out.beginObject();
        out.name("v").number(1);
        out.name("request_id").string(requestId);
        out.name("head");
        head.write(out);
        out.name("lines").beginArray();
        lines.forEach(out::string);
        out.endArray();
        out.endObject();
        return (new String(out.toBytes(), StandardCharsets.UTF_8) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static InclusionProof fromJson(byte[] json) throws BrokenException {
        try {
            JsonNode node = JSON.readTree(json);
            if (node.path("v").asInt(0) != 1 || !node.path("request_id").isString()) {
                throw new BrokenException("this is no proof of version 1");
            }
            List<String> lines = new ArrayList<>();
            for (JsonNode line : node.path("lines")) {
                if (!line.isString()) {
                    throw new BrokenException("a line of the proof is no text");
                }
                lines.add(line.stringValue());
            }
            AuditHead head = AuditHead.of(node.path("head"));
            return new InclusionProof(node.path("request_id").stringValue(), lines, head);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BrokenException("this is no proof: its JSON or its head was altered");
        }
    }

    /** Follows the chain from the request line to the head; the head itself is not judged. */
    Shown follow() throws BrokenException {
        Shown shown = null;
        LineTrailer before = null;
        String hash = "";
        for (String text : lines) {
            byte[] line = text.getBytes(StandardCharsets.UTF_8);
            LineTrailer trailer = LineTrailer.parse(line, 0, line.length);
            JsonNode json = trailer == null ? null : ChainCheck.parse(line);
            if (trailer == null || json == null) {
                throw new BrokenException("a line of the proof is no audit line");
            }
            if (before != null) {
                linked(before, hash, trailer);
            }
            shown = look(shown, json, LineKind.of(line), trailer.seq());
            before = trailer;
            hash = Digests.sha256Hex(line);
        }
        if (shown == null || before == null) {
            throw new BrokenException("the proof holds no lines");
        }
        ends(before, hash);
        return shown;
    }

    private static void linked(LineTrailer before, String hash, LineTrailer trailer)
            throws BrokenException {
        boolean follows =
                trailer.seq() == before.seq() + 1
                        && trailer.epoch().equals(before.epoch())
                        && trailer.prev().equals(hash);
        if (!follows) {
            throw new BrokenException(
                    "the chain breaks after line " + before.seq() + ": altered, or lines missing");
        }
    }

    private Shown look(@Nullable Shown shown, JsonNode json, @Nullable LineKind kind, long seq)
            throws BrokenException {
        JsonNode request = json.path("request");
        boolean ours = request.path("id").asString("").equals(requestId);
        if (shown == null) {
            if (!ours || kind != LineKind.REQUEST) {
                throw new BrokenException("the first line is not the request's");
            }
            return new Shown(
                    request.path("operation").asString(""),
                    request.path("path").asString(""),
                    json.path("time").asString(""),
                    seq,
                    0);
        }
        return ours && kind == LineKind.RESPONSE && shown.responseSeq() == 0
                ? new Shown(shown.operation(), shown.path(), shown.time(), shown.requestSeq(), seq)
                : shown;
    }

    private void ends(LineTrailer last, String hash) throws BrokenException {
        boolean states =
                head.seq() == last.seq()
                        && head.epoch().equals(last.epoch())
                        && head.hash().equals(hash);
        if (!states) {
            throw new BrokenException("the head does not state the last line of the proof");
        }
    }
}
