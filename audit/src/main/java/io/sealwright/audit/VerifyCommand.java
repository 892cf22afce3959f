package io.sealwright.audit;

import io.sealwright.audit.AuditVerification.Finding;
import io.sealwright.audit.CommandLine.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code audit verify}: files alone, with heads from a file, or against a running cluster. */
final class VerifyCommand {

    private static final Set<String> VALUED =
            Set.of("key", "head", "from", "against", "node", "device", "token-file", "ca-cert");
    private static final Set<String> OF_THE_CLUSTER =
            Set.of("node", "device", "token-file", "ca-cert");

    private final Map<String, String> environment;

    VerifyCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    int run(String[] args, PrintStream out) throws UsageException, IOException {
        CommandLine line = CommandLine.parse(args, 1, VALUED, Set.of("partial"));
        List<Path> files = line.files();
        List<AuditPublicKey> keys = new ArrayList<>(line.keys());
        List<AuditHead> heads = new ArrayList<>(line.heads());
        String url = line.value("against");
        boolean partial = line.has("partial");
        if (url != null) {
            List<AuditHead> kept = kept(url, line, files, keys);
            if (kept.isEmpty()) {
                out.println("FAILED: the cluster keeps no head of this node and device");
                return AuditCommand.BAD;
            }
            heads.addAll(kept);
        } else if (OF_THE_CLUSTER.stream().anyMatch(line::has)) {
            throw new UsageException("audit: " + OF_THE_CLUSTER + " go with --against");
        }
        long from = line.number("from", heads.isEmpty() || partial ? 0 : 1);
        AuditVerification found = new AuditVerifier(keys, heads, from, partial).verify(files);
        int code = verdict(found, keys, out);
        if (url != null && code == AuditCommand.INTACT) {
            out.printf("the cluster keeps %d heads of it, and they agree%n", heads.size());
        }
        found.notes().forEach(note -> out.println("note: " + note));
        return code;
    }

    /** The heads in the replicated store; asked for before the files are read, which go on. */
    private List<AuditHead> kept(
            String url, CommandLine line, List<Path> files, List<AuditPublicKey> keys)
            throws UsageException, IOException {
        String node = line.value("node");
        String device = line.value("device");
        if (node == null || device == null) {
            AuditHead first = firstHead(files);
            if (first == null) {
                throw new UsageException(
                        "audit: no head in the files says whose they are: give --node and --device");
            }
            node = node == null ? first.node() : node;
            device = device == null ? first.device() : device;
        }
        try (ClusterHeads cluster =
                ClusterHeads.of(
                        url, line.value("token-file"), line.value("ca-cert"), environment)) {
            if (keys.isEmpty()) {
                keys.add(cluster.key());
            }
            return cluster.heads(node, device);
        }
    }

    private static @Nullable AuditHead firstHead(List<Path> files) throws IOException {
        for (Path file : files) {
            try (LineReader reader = new LineReader(file)) {
                for (byte[] line = reader.next(); line != null; line = reader.next()) {
                    AuditHead head = ChainCheck.headOf(line);
                    if (head != null) {
                        return head;
                    }
                }
            }
        }
        return null;
    }

    private static int verdict(
            AuditVerification found, List<AuditPublicKey> keys, PrintStream out) {
        if (found.intact()) {
            out.printf(
                    "OK: %d lines, numbers %d to %d, %d signed heads%s%n",
                    found.lines(),
                    found.firstSeq(),
                    found.lastSeq(),
                    found.heads(),
                    keys.isEmpty()
                            ? " (no key given: signatures not checked)"
                            : ", signed through " + found.signedThrough());
            return AuditCommand.INTACT;
        }
        Finding worst = found.findings().getFirst();
        out.println("FAILED at sequence number " + text(worst));
        found.findings().stream().skip(1).forEach(more -> out.println("  also at " + text(more)));
        return AuditCommand.BAD;
    }

    private static String text(Finding finding) {
        String place = finding.place().isEmpty() ? "" : " (" + finding.place() + ")";
        return finding.seq() + place + ": " + finding.what();
    }
}
