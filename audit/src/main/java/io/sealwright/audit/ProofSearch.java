package io.sealwright.audit;

import io.sealwright.crypto.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Collects the lines of an {@link InclusionProof} from files. Not thread-safe. */
final class ProofSearch {

    /** Why there is no proof. */
    static final class NoProofException extends Exception {
        private static final long serialVersionUID = 1;

        NoProofException(String message) {
            super(message);
        }
    }

    private final String requestId;
    private final byte[] needle;
    private final @Nullable AuditHead until;
    private final List<String> lines = new ArrayList<>();
    private long bytes;
    private boolean answered;
    private int statedLines; // by the newest head seen before the answer
    private @Nullable AuditHead stated;

    /**
     * @param until the head that the proof has to reach; null for the first after the answer
     */
    ProofSearch(String requestId, @Nullable AuditHead until) {
        this.requestId = requestId;
        this.needle = requestId.getBytes(StandardCharsets.UTF_8);
        this.until = until;
    }

    /** An unanswered request is proved by the last head after it. */
    InclusionProof run(List<Path> files) throws IOException, NoProofException {
        for (Path file : files) {
            try (LineReader reader = new LineReader(file)) {
                for (byte[] line = reader.next(); line != null; line = reader.next()) {
                    InclusionProof proof = line(line);
                    if (proof != null) {
                        return proof;
                    }
                }
            }
        }
        if (lines.isEmpty()) {
            throw new NoProofException("no request line has this id");
        }
        if (until != null) {
            throw new NoProofException("the line that the given head states is not after it");
        }
        if (stated == null) {
            throw new NoProofException("no signed head follows it yet: try again in a second");
        }
        return new InclusionProof(requestId, lines.subList(0, statedLines), stated);
    }

    private @Nullable InclusionProof line(byte[] line) throws NoProofException {
        boolean ours = contains(line) && isOurs(line);
        LineKind kind = LineKind.of(line);
        if (lines.isEmpty() && !(ours && kind == LineKind.REQUEST)) {
            return null;
        }
        AuditHead head = until == null ? ChainCheck.headOf(line) : null;
        if (head != null) {
            stated = head;
            statedLines = lines.size();
            if (answered) {
                return new InclusionProof(requestId, lines, head);
            }
        }
        answered |= ours && kind == LineKind.RESPONSE;
        lines.add(new String(line, StandardCharsets.UTF_8));
        bytes += line.length;
        if (bytes > InclusionProof.MAX_BYTES) {
            throw new NoProofException("the lines up to the head are more than 64 MiB");
        }
        return reaches(line) && until != null ? new InclusionProof(requestId, lines, until) : null;
    }

    private boolean reaches(byte[] line) {
        LineTrailer trailer = LineTrailer.parse(line, 0, line.length);
        return until != null
                && trailer != null
                && trailer.seq() == until.seq()
                && Digests.sha256Hex(line).equals(until.hash());
    }

    private boolean isOurs(byte[] line) {
        JsonNode json = ChainCheck.parse(line);
        return json != null && json.path("request").path("id").asString("").equals(requestId);
    }

    private boolean contains(byte[] line) {
        for (int at = 0; at + needle.length <= line.length; at++) {
            int same = 0;
            while (same < needle.length && line[at + same] == needle[same]) {
                same++;
            }
            if (same == needle.length) {
                return true;
            }
        }
        return false;
    }
}
