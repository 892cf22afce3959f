package io.sealwright.audit;

import io.sealwright.audit.CommandLine.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.util.Map;

/** The commands {@code audit verify}, {@code audit prove} and {@code audit check-proof}. */
public final class AuditCommand {

    static final int INTACT = 0;
    static final int BAD = 1;
    private static final int USAGE = 2;

    private static final String HELP =
            """
            usage: audit verify FILE... [--key PUB]... [--head HEAD.json]... [--from SEQ]
                   audit verify FILE... --against URL [--partial] [--node ID] [--device NAME]
                     [--token-file FILE] [--ca-cert PEM] [--key PUB]... [--from SEQ]
                   audit prove --request-id ID FILE... [--head HEAD.json]
                   audit check-proof PROOF.json [--key PUB]... [--head HEAD.json]...
              FILE          audit files of one device, oldest first
              --key         public key (sys/audit/key: PEM, hex or base64); checks the signed heads
              --head        a signed head (sys/audit/head); finds a cut tail and a missing first file
              --from        first line number that must be there (default: 1 with a head, else any)
              --against     address of a node, better another one than that which wrote the files: asks
                            it for the heads that the cluster keeps (sys/audit/heads), and for the key
                            where none is given. The token is in VAULT_TOKEN, BAO_TOKEN or --token-file
              --partial     the files may end before the newest head or start after the oldest
              --node, --device   whose heads to ask for (default: as the first head in the files says)
              --ca-cert     certificates to trust for https (default: VAULT_CACERT, BAO_CACERT, the JDK's)
              --request-id  the request to prove; the proof is written to standard output and holds the
                            lines from the request's to the next signed head, or to the one given
            exit: 0 intact, 1 something is wrong or not there, 2 usage, I/O, or the node does not answer
            """;

    private AuditCommand() {}

    /**
     * Runs a command.
     *
     * @param args what follows {@code audit}
     * @param environment where tokens and certificates are looked for
     * @return 0 intact, 1 something is wrong (the first bad sequence number is on {@code out}), 2
     *     usage, I/O, or a node that does not answer
     */
    public static int run(
            String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
        try {
            return switch (args.length == 0 ? "" : args[0]) {
                case "verify" -> new VerifyCommand(environment).run(args, out);
                case "prove" -> ProofCommands.prove(args, out, err);
                case "check-proof" -> ProofCommands.check(args, out);
                default -> throw new UsageException("audit: say what to do");
            };
        } catch (UsageException | InvalidPathException e) {
            err.println(e.getMessage());
            err.print(HELP);
            return USAGE;
        } catch (IOException e) {
            err.println("cannot read: " + e.getMessage());
            return USAGE;
        }
    }
}
