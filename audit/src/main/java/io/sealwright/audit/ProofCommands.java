package io.sealwright.audit;

import io.sealwright.audit.CommandLine.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** {@code audit prove} and {@code audit check-proof}. */
final class ProofCommands {

    /** JSON writes some characters as six. */
    private static final long MAX_PROOF_FILE = 6 * InclusionProof.MAX_BYTES;

    private ProofCommands() {}

    static int prove(String[] args, PrintStream out, PrintStream err)
            throws UsageException, IOException {
        CommandLine line = CommandLine.parse(args, 1, Set.of("request-id", "head"), Set.of());
        List<AuditHead> heads = line.heads();
        if (heads.size() > 1) {
            throw new UsageException("audit: give one --head");
        }
        AuditHead until = heads.isEmpty() ? null : heads.getFirst();
        try {
            InclusionProof proof =
                    new ProofSearch(line.required("request-id"), until).run(line.files());
            proof.follow();
            out.write(proof.toJson());
            out.flush();
            return AuditCommand.INTACT;
        } catch (ProofSearch.NoProofException | InclusionProof.BrokenException e) {
            err.println("no proof: " + e.getMessage());
            return AuditCommand.BAD;
        }
    }

    static int check(String[] args, PrintStream out) throws UsageException, IOException {
        CommandLine line = CommandLine.parse(args, 1, Set.of("key", "head"), Set.of());
        List<AuditPublicKey> keys = line.keys();
        List<AuditHead> pinned = line.heads();
        if (keys.isEmpty() && pinned.isEmpty()) {
            throw new UsageException("audit: a proof is worth the --key or --head it is held to");
        }
        if (line.files().size() != 1) {
            throw new UsageException("audit: name one proof");
        }
        try {
            InclusionProof proof = InclusionProof.fromJson(read(line.files().getFirst()));
            InclusionProof.Shown shown = proof.follow();
            judge(proof.head(), keys, pinned);
            out.println(text(proof, shown));
            return AuditCommand.INTACT;
        } catch (InclusionProof.BrokenException e) {
            out.println("FAILED: " + e.getMessage());
            return AuditCommand.BAD;
        }
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MAX_PROOF_FILE) {
            throw new IOException(file + " is too large for a proof");
        }
        return Files.readAllBytes(file);
    }

    private static void judge(AuditHead head, List<AuditPublicKey> keys, List<AuditHead> pinned)
            throws InclusionProof.BrokenException {
        if (!keys.isEmpty() && keys.stream().noneMatch(head::verifies)) {
            throw new InclusionProof.BrokenException(
                    "the head of the proof is not signed by a given key");
        }
        if (!pinned.isEmpty() && !pinned.contains(head)) {
            throw new InclusionProof.BrokenException("the head of the proof is not a given head");
        }
    }

    private static String text(InclusionProof proof, InclusionProof.Shown shown) {
        AuditHead head = proof.head();
        String answer =
                shown.responseSeq() == 0
                        ? "without its answer"
                        : "answer in line " + shown.responseSeq();
        return ChainCheck.printable(
                "OK: request %s (%s %s, %s) is line %d of %s on node %s, %s; head of line %d, key %s"
                        .formatted(
                                proof.requestId(),
                                shown.operation(),
                                shown.path(),
                                shown.time(),
                                shown.requestSeq(),
                                head.device(),
                                head.node(),
                                answer,
                                head.seq(),
                                head.keyId()));
    }
}
