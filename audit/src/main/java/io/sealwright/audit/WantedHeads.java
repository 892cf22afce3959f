package io.sealwright.audit;

import io.sealwright.audit.AuditVerification.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The heads given from outside, which the lines of a file must meet. Not thread-safe. */
final class WantedHeads {

    private final TreeMap<Long, List<AuditHead>> bySeq = new TreeMap<>();
    private final Set<AuditHead> met = new HashSet<>();
    private final boolean partial;

    /**
     * @param from heads of lines before this one are left out
     * @param partial heads of lines before the first or after the last one are left out; one of all
     *     must be met
     */
    WantedHeads(List<AuditHead> heads, long from, boolean partial) {
        this.partial = partial;
        for (AuditHead head : heads) {
            if (head.seq() >= from) {
                bySeq.computeIfAbsent(head.seq(), _ -> new ArrayList<>()).add(head);
            }
        }
    }

    /** Answers what is wrong with this line. */
    List<String> line(LineTrailer trailer, String hash) {
        List<String> problems = new ArrayList<>();
        for (AuditHead head : bySeq.getOrDefault(trailer.seq(), List.of())) {
            if (!head.epoch().equals(trailer.epoch())) {
                continue;
            }
            met.add(head);
            if (!head.hash().equals(hash)) {
                problems.add("the line is not the one that the given head states");
            }
        }
        return problems;
    }

    List<Finding> finish(HeadCheck heads, long firstSeq, long lastSeq) {
        List<Finding> findings = new ArrayList<>();
        for (AuditHead head : all()) {
            if (!heads.isSigned(head)) {
                findings.add(finding(head.seq(), "the given head is not signed by a given key"));
            }
            boolean outside = head.seq() < firstSeq || head.seq() > lastSeq;
            if (!met.contains(head) && !outside) {
                findings.add(
                        finding(head.seq(), "the line that the given head states is not there"));
            }
        }
        if (partial) {
            if (met.isEmpty() && !bySeq.isEmpty()) {
                findings.add(finding(firstSeq, "no given head states one of these lines"));
            }
        } else {
            ends(findings, firstSeq, lastSeq);
        }
        return findings;
    }

    private void ends(List<Finding> findings, long firstSeq, long lastSeq) {
        if (bySeq.isEmpty()) {
            return;
        }
        long newest = bySeq.lastKey();
        if (newest > lastSeq) {
            findings.add(
                    finding(
                            lastSeq + 1,
                            "the tail is cut: " + ChainCheck.missing(lastSeq + 1, newest)));
        }
        long oldest = bySeq.firstKey();
        if (oldest < firstSeq) {
            findings.add(
                    finding(oldest, "the line that the given head states is before the files"));
        }
    }

    private List<AuditHead> all() {
        return bySeq.values().stream().flatMap(List::stream).toList();
    }

    private static Finding finding(long seq, String what) {
        return new Finding(seq, "", what);
    }
}
