package io.sealwright.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks audit files offline: every line whole and chained to the one before, across rotations;
 * with keys also every signed head; with a head also that nothing before it is missing. Streams:
 * memory does not grow with the files.
 */
public final class AuditVerifier {

    private final List<AuditPublicKey> keys;
    private final @Nullable AuditHead head;
    private final long from;

    /**
     * @param keys the keys that may have signed; empty checks the chain alone
     * @param head a head exported from the server ({@code sys/audit/head}), or null
     * @param from the first line that must be there; 0 lets the files start anywhere
     */
    public AuditVerifier(List<AuditPublicKey> keys, @Nullable AuditHead head, long from) {
        this.keys = List.copyOf(keys);
        this.head = head;
        this.from = from;
    }

    /**
     * @param files in the order in which they were written, oldest first
     * @throws IOException if one cannot be read
     */
    public AuditVerification verify(List<Path> files) throws IOException {
        ChainCheck check = new ChainCheck(keys, head, from);
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            try (LineReader reader = new LineReader(file)) {
                long number = 0;
                for (byte[] line = reader.next(); line != null; line = reader.next()) {
                    number++;
                    check.line(line, reader.terminated(), name + ":" + number);
                }
            }
        }
        return check.finish();
    }
}
