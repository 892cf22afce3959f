package io.sealwright.audit;

import io.sealwright.audit.AuditVerification.Finding;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The signed heads of one verification. Without keys their values are checked, but no signature.
 * Not thread-safe.
 */
final class HeadCheck {

    /**
     * Heads come every second; busier stretches without one than this were not written by a server.
     */
    static final Duration MAX_UNSIGNED = Duration.ofMinutes(10);

    /** The most that one pause counts: clocks are set, and machines sleep. */
    private static final Duration MAX_STEP = Duration.ofMinutes(1);

    private static final int KEPT = 100_000;

    private final List<AuditPublicKey> keys;
    private final Map<Long, String> seen = new LinkedHashMap<>();
    private long count;
    private long signedThrough;
    private long unsignedFrom;
    private @Nullable Instant lastUnsigned;
    private Duration unsigned = Duration.ZERO;
    private boolean stretchReported;

    HeadCheck(List<AuditPublicKey> keys) {
        this.keys = keys;
    }

    long count() {
        return count;
    }

    long signedThrough() {
        return signedThrough;
    }

    /** True if a head in the files stated this line. */
    boolean seen(long seq, String hash) {
        return hash.equals(seen.get(seq));
    }

    boolean isSigned(AuditHead head) {
        return keys.isEmpty() || keys.stream().anyMatch(head::verifies);
    }

    /** Looks at a whole line; answers what is wrong with it. */
    List<String> line(LineKind kind, JsonNode json, LineTrailer trailer) {
        return switch (kind) {
            case HEAD -> head(json, trailer);
            case REQUEST, RESPONSE, ROTATION ->
                    stretch(json.path("time").asString(""), trailer.seq());
            case OPEN, ROTATED, REPAIR, RECOVERED, GAP -> List.of();
        };
    }

    private List<String> head(JsonNode json, LineTrailer trailer) {
        AuditHead head;
        try {
            head = AuditHead.of(json.path(LineKind.HEAD.word));
        } catch (IllegalArgumentException e) {
            return List.of("the signed head was altered: " + e.getMessage());
        }
        List<String> problems = new ArrayList<>();
        boolean fits =
                head.seq() == trailer.seq() - 1
                        && head.hash().equals(trailer.prev())
                        && head.epoch().equals(trailer.epoch())
                        && Rfc3339.text(head.time()).equals(json.path("time").asString(""));
        if (!fits) {
            problems.add("the signed head does not state the line before it");
        }
        if (!isSigned(head)) {
            problems.add("the signed head has no valid signature of a given key");
        }
        if (problems.isEmpty()) {
            accept(head);
        }
        return problems;
    }

    private void accept(AuditHead head) {
        count++;
        signedThrough = head.seq();
        lastUnsigned = null;
        unsigned = Duration.ZERO;
        stretchReported = false;
        seen.put(head.seq(), head.hash());
        if (seen.size() > KEPT) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    private List<String> stretch(String time, long seq) {
        if (keys.isEmpty()) {
            return List.of();
        }
        Instant at;
        try {
            at = Instant.parse(time);
        } catch (DateTimeParseException e) {
            return List.of("the line has no time");
        }
        if (lastUnsigned == null) {
            unsignedFrom = seq;
        } else {
            Duration step = Duration.between(lastUnsigned, at);
            if (!step.isNegative()) {
                unsigned = unsigned.plus(step.compareTo(MAX_STEP) < 0 ? step : MAX_STEP);
            }
        }
        lastUnsigned = at;
        if (!stretchReported && unsigned.compareTo(MAX_UNSIGNED) > 0) {
            stretchReported = true;
            return List.of(
                    "no signed head since line " + unsignedFrom + ", for more than ten minutes");
        }
        return List.of();
    }

    List<Finding> finish(long firstSeq) {
        if (!keys.isEmpty() && count == 0 && firstSeq > 0) {
            return List.of(new Finding(firstSeq, "", "no head is signed by a given key"));
        }
        return List.of();
    }
}
