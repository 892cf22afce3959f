package io.sealwright.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks audit files offline: every line whole and chained to the one before, across rotations;
 * with keys also every signed head; with a head also that nothing before it is missing. Streams:
 * memory does not grow with the files.
 */
public final class AuditVerifier {

    private final List<AuditPublicKey> keys;
    private final List<AuditHead> heads;
    private final long from;
    private final boolean partial;

    /**
     * @param keys the keys that may have signed; empty checks the chain alone
     * @param heads heads that the files must meet: exported from the server ({@code
     *     sys/audit/head}), or those that the cluster keeps ({@code sys/audit/heads})
     * @param from the first line that must be there; 0 lets the files start anywhere
     * @param partial the files may end before the newest head, and start after the oldest; without
     *     it a head beyond them is a missing line
     */
    public AuditVerifier(
            List<AuditPublicKey> keys, List<AuditHead> heads, long from, boolean partial) {
        this.keys = List.copyOf(keys);
        this.heads = List.copyOf(heads);
        this.from = from;
        this.partial = partial;
    }

    /**
     * @param files in the order in which they were written, oldest first
     * @throws IOException if one cannot be read
     */
    public AuditVerification verify(List<Path> files) throws IOException {
        ChainCheck check = check();
        for (Path file : files) {
            try (LineReader reader = new LineReader(file)) {
                feed(check, reader, String.valueOf(file.getFileName()));
            }
        }
        return check.finish();
    }

    /** As if what the reader reads were the only file. */
    AuditVerification verify(LineReader reader) throws IOException {
        ChainCheck check = check();
        feed(check, reader, "input");
        return check.finish();
    }

    private ChainCheck check() {
        return new ChainCheck(keys, new WantedHeads(heads, from, partial), from);
    }

    private static void feed(ChainCheck check, LineReader reader, String name) throws IOException {
        long number = 0;
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            number++;
            check.line(line, reader.terminated(), name + ":" + number);
        }
    }
}
