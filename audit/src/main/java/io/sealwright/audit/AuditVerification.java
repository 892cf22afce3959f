package io.sealwright.audit;

import java.util.List;

/**
 * What the verifier found.
 *
 * @param lines lines read
 * @param firstSeq number of the first line, 0 if there is none
 * @param lastSeq number of the last line, 0 if there is none
 * @param heads signed head lines; their signatures were checked if a key was given
 * @param signedThrough newest line that a head covers, 0 if none
 * @param findings what is wrong, lowest sequence number first; at most 100
 * @param notes what is remarkable but not wrong; at most 100
 */
public record AuditVerification(
        long lines,
        long firstSeq,
        long lastSeq,
        long heads,
        long signedThrough,
        List<Finding> findings,
        List<String> notes) {

    public AuditVerification {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /** True if nothing is wrong. */
    public boolean intact() {
        return findings.isEmpty();
    }

    /**
     * One thing that is wrong.
     *
     * @param seq the first sequence number concerned
     * @param place file and line, empty if it concerns the whole
     */
    public record Finding(long seq, String place, String what) {}
}
