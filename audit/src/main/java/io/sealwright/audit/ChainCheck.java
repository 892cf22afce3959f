package io.sealwright.audit;

import io.sealwright.audit.AuditVerification.Finding;
import io.sealwright.crypto.Digests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The state of one verification: takes the lines one by one. Not thread-safe. */
final class ChainCheck {

    private static final int MAX_REPORTED = 100;

    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DataWriter.MAX_DEPTH + 16)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build();

    /**
     * A line whose {@code prev} is not the hash before it: either of the two was altered; the next
     * line tells.
     */
    private record Suspect(long before, long at, String place) {}

    private final HeadCheck heads;
    private final WantedHeads wanted;
    private final long from;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long lines;
    private long firstSeq;
    private String epoch = "";
    private long lastSeq;
    private @Nullable String lastHash; // null: unknown, after a line that is none
    private @Nullable Suspect suspect;
    private String place = "";

    ChainCheck(List<AuditPublicKey> keys, WantedHeads wanted, long from) {
        this.heads = new HeadCheck(keys);
        this.wanted = wanted;
        this.from = from;
    }

    void line(byte[] line, boolean terminated, String where) {
        place = where;
        lines++;
        if (!terminated) {
            finding(lastSeq + 1, "the last line is torn: it has no line break");
            return;
        }
        LineTrailer trailer = LineTrailer.parse(line, 0, line.length);
        JsonNode json = trailer == null ? null : parse(line);
        LineKind kind = LineKind.of(line);
        if (trailer == null || json == null || kind == null) {
            notALine(line, trailer);
            return;
        }
        String hash = Digests.sha256Hex(line);
        if (kind == LineKind.GAP) {
            gap(trailer, json);
        } else {
            follow(trailer, hash, kind);
        }
        special(kind, json, trailer);
        wanted.line(trailer, hash).forEach(problem -> finding(trailer.seq(), problem));
        heads.line(kind, json, trailer).forEach(problem -> finding(trailer.seq(), problem));
        epoch = trailer.epoch();
        lastHash = hash;
    }

    private void notALine(byte[] line, @Nullable LineTrailer trailer) {
        resolveSuspect(false);
        finding(lastSeq + 1, "this is not a whole audit line: altered, or damaged");
        if (trailer != null && trailer.seq() == lastSeq + 1) {
            epoch = trailer.epoch();
            lastHash = Digests.sha256Hex(line);
        } else {
            lastHash = null;
        }
        lastSeq++;
        if (firstSeq == 0) {
            firstSeq = lastSeq;
        }
    }

    private void follow(LineTrailer trailer, String hash, LineKind kind) {
        if (firstSeq == 0) {
            first(trailer, kind);
            return;
        }
        long expected = lastSeq + 1;
        boolean hashFits = lastHash == null || lastHash.equals(trailer.prev());
        boolean reported = resolveSuspect(hashFits);
        lastSeq = trailer.seq();
        if (!trailer.epoch().equals(epoch) && !epoch.isEmpty()) {
            finding(expected, "the epoch changes without a gap line");
        } else if (trailer.seq() == expected) {
            if (!hashFits && !reported) {
                suspect = new Suspect(expected - 1, expected, place);
            }
        } else if (hashFits && lastHash != null) {
            finding(expected, "the line's number was altered to " + trailer.seq());
            lastSeq = expected;
        } else if (trailer.seq() > expected) {
            finding(expected, missing(expected, trailer.seq() - 1));
        } else {
            finding(trailer.seq(), "the line is repeated, inserted or out of order");
        }
    }

    private void first(LineTrailer trailer, LineKind kind) {
        firstSeq = trailer.seq();
        lastSeq = trailer.seq();
        boolean start = trailer.seq() == 1;
        if (start != (kind == LineKind.OPEN)
                || start != trailer.prev().equals(ChainPosition.NO_HASH)) {
            finding(trailer.seq(), "the first line is not what starts a chain");
        }
        if (!start) {
            note("starts at line number " + trailer.seq() + "; older lines were not looked at");
        }
    }

    /** True if the mismatch at hand belongs to the line before and is reported now. */
    private boolean resolveSuspect(boolean nextFits) {
        Suspect open = suspect;
        if (open == null) {
            return false;
        }
        suspect = null;
        long bad = nextFits ? open.before() : open.at();
        report(
                new Finding(
                        bad,
                        open.place(),
                        "the line was altered: its hash is not what the chain says"));
        return !nextFits;
    }

    private void gap(LineTrailer trailer, JsonNode json) {
        resolveSuspect(true);
        JsonNode gap = json.path(LineKind.GAP.word);
        JsonNode point = gap.path("checkpoint");
        long to = point.path("seq").asLong(-1);
        String hash = point.path("hash").asString("");
        if (trailer.seq() != to + 1 || !trailer.prev().equals(hash)) {
            finding(trailer.seq(), "the gap line was altered");
        }
        if (hash.equals(lastHash) || heads.seen(to, hash)) {
            note(
                    place
                            + ": a new epoch starts after line "
                            + to
                            + " ("
                            + gap.path("reason").asString("")
                            + ")");
        } else {
            long lost = firstSeq == 0 ? Math.max(1, gap.path("from").asLong(1)) : lastSeq + 1;
            finding(
                    Math.min(lost, to),
                    "lines "
                            + Math.min(lost, to)
                            + " to "
                            + to
                            + " are lost, as a gap line says ("
                            + gap.path("reason").asString("")
                            + ")");
        }
        if (firstSeq == 0) {
            firstSeq = trailer.seq();
        }
        lastSeq = trailer.seq();
    }

    private void special(LineKind kind, JsonNode json, LineTrailer trailer) {
        JsonNode detail = json.path(kind.word);
        switch (kind) {
            case REPAIR ->
                    note(
                            place
                                    + ": a torn end of "
                                    + detail.path("cut_bytes").asLong(0)
                                    + " bytes was cut after line "
                                    + detail.path("after_seq").asLong(0));
            case RECOVERED -> {
                note(
                        place
                                + ": the device had failed since "
                                + detail.path("failed_since").asString(""));
                if (detail.path("dropped_lines").asLong(0) > 0) {
                    finding(
                            trailer.seq(),
                            "the device dropped "
                                    + detail.path("dropped_lines").asLong(0)
                                    + " lines");
                }
            }
            case REQUEST, RESPONSE, ROTATION, OPEN, HEAD, ROTATED, GAP -> {}
        }
    }

    AuditVerification finish() {
        resolveSuspect(true);
        place = "";
        if (firstSeq == 0 && lines == 0) {
            finding(1, "there are no lines");
        }
        if (firstSeq > from && from > 0) {
            finding(from, missing(from, firstSeq - 1) + " (the first file?)");
        }
        heads.finish(firstSeq).forEach(this::report);
        wanted.finish(heads, firstSeq, lastSeq).forEach(this::report);
        findings.sort(Comparator.comparingLong(Finding::seq));
        return new AuditVerification(
                lines, firstSeq, lastSeq, heads.count(), heads.signedThrough(), findings, notes);
    }

    static String missing(long first, long last) {
        return first == last
                ? "line " + first + " is missing"
                : "lines " + first + " to " + last + " are missing";
    }

    /** The head in a head line; null for another line or an altered one. */
    static @Nullable AuditHead headOf(byte[] line) {
        JsonNode json = LineKind.of(line) == LineKind.HEAD ? parse(line) : null;
        try {
            return json == null ? null : AuditHead.of(json.path(LineKind.HEAD.word));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static @Nullable JsonNode parse(byte[] line) {
        try {
            JsonNode node = JSON.readTree(line);
            return node.isObject() ? node : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private void finding(long seq, String what) {
        report(new Finding(seq, place, printable(what)));
    }

    private void report(Finding finding) {
        if (findings.size() < MAX_REPORTED) {
            findings.add(finding);
        }
    }

    private void note(String text) {
        if (notes.size() < MAX_REPORTED) {
            notes.add(printable(text));
        }
    }

    /** What an altered file holds must not steer the terminal that shows it. */
    static String printable(String text) {
        return text.replaceAll("\\p{C}", "?");
    }
}
