package io.sealwright.audit;

import io.sealwright.audit.AuditVerification.Finding;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The command {@code audit verify FILE... [--key PUB]... [--head HEAD.json] [--from SEQ]}. */
public final class AuditCommand {

    private static final int INTACT = 0;
    private static final int BAD = 1;
    private static final int USAGE = 2;
    private static final long MAX_SMALL_FILE = 64 * 1024;

    private static final String HELP =
            """
            usage: audit verify FILE... [--key PUB]... [--head HEAD.json] [--from SEQ]
              FILE     audit files of one device, oldest first
              --key    public key (sys/audit/key: PEM, hex or base64); checks the signed heads
              --head   a signed head (sys/audit/head); finds a cut tail and a missing first file
              --from   first line number that must be there (default: 1 with --head, else any)
            exit: 0 intact, 1 something is wrong, 2 usage or I/O
            """;

    private static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    private final List<Path> files = new ArrayList<>();
    private final List<AuditPublicKey> keys = new ArrayList<>();
    private @Nullable AuditHead head;
    private long from = -1;

    private AuditCommand() {}

    /**
     * Runs the command.
     *
     * @param args what follows {@code audit}
     * @return 0 intact, 1 something is wrong (the first bad sequence number is on {@code out}), 2
     *     usage or I/O
     */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        AuditCommand command = new AuditCommand();
        try {
            command.parse(args);
            return command.verify(out);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.print(HELP);
            return USAGE;
        } catch (IOException e) {
            err.println("cannot read: " + e.getMessage());
            return USAGE;
        }
    }

    private void parse(String[] args) throws UsageException, IOException {
        if (args.length == 0 || !args[0].equals("verify")) {
            throw new UsageException("audit: say what to do");
        }
        for (int i = 1; i < args.length; i++) {
            String arg = args[i];
            if (!arg.startsWith("-")) {
                files.add(Path.of(arg));
                continue;
            }
            int equals = arg.indexOf('=');
            String name = (equals < 0 ? arg : arg.substring(0, equals)).replaceFirst("^--?", "");
            if (equals < 0 && i + 1 == args.length) {
                throw new UsageException("audit: " + arg + " needs a value");
            }
            option(name, equals < 0 ? args[++i] : arg.substring(equals + 1));
        }
        if (files.isEmpty()) {
            throw new UsageException("audit: name a file");
        }
    }

    private void option(String name, String value) throws UsageException, IOException {
        try {
            switch (name) {
                case "key" -> keys.add(AuditPublicKey.parse(small(value)));
                case "head" -> head = AuditHead.fromJson(small(value));
                case "from" -> from = Long.parseUnsignedLong(value);
                default -> throw new UsageException("audit: unknown option " + name);
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException("audit: --" + name + " " + value + ": " + e.getMessage());
        }
    }

    private static String small(String file) throws IOException {
        Path path = Path.of(file);
        if (Files.size(path) > MAX_SMALL_FILE) {
            throw new IOException(path + " is too large");
        }
        return Files.readString(path);
    }

    private int verify(PrintStream out) throws IOException {
        long first = from >= 0 ? from : head != null ? 1 : 0;
        AuditVerification found = new AuditVerifier(keys, head, first).verify(files);
        int code = verdict(found, out);
        found.notes().forEach(note -> out.println("note: " + note));
        return code;
    }

    private int verdict(AuditVerification found, PrintStream out) {
        if (found.intact()) {
            out.printf(
                    "OK: %d lines, numbers %d to %d, %d signed heads%s%n",
                    found.lines(),
                    found.firstSeq(),
                    found.lastSeq(),
                    found.heads(),
                    signedText(found));
            return INTACT;
        }
        Finding worst = found.findings().getFirst();
        out.println("FAILED at sequence number " + text(worst));
        found.findings().stream().skip(1).forEach(more -> out.println("  also at " + text(more)));
        return BAD;
    }

    private String signedText(AuditVerification found) {
        if (keys.isEmpty()) {
            return " (no key given: signatures not checked)";
        }
        return ", signed through " + found.signedThrough();
    }

    private static String text(Finding finding) {
        String place = finding.place().isEmpty() ? "" : " (" + finding.place() + ")";
        return finding.seq() + place + ": " + finding.what();
    }
}
