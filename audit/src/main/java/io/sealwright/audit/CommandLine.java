package io.sealwright.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files and options of one command: {@code --name value}, {@code --name=value}, {@code --flag}. */
final class CommandLine {

    private static final long MAX_SMALL_FILE = 64 * 1024;

    /** What the operator has to write differently. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    private final List<Path> files = new ArrayList<>();
    private final Map<String, List<String>> options = new HashMap<>();

    private CommandLine() {}

    /**
     * @param from how many words were read already
     * @param valued options with a value
     * @param flags options without
     */
    static CommandLine parse(String[] args, int from, Set<String> valued, Set<String> flags)
            throws UsageException {
        CommandLine line = new CommandLine();
        for (int i = from; i < args.length; i++) {
            String arg = args[i];
            if (!arg.startsWith("-")) {
                line.files.add(Path.of(arg));
                continue;
            }
            int equals = arg.indexOf('=');
            String name = (equals < 0 ? arg : arg.substring(0, equals)).replaceFirst("^--?", "");
            if (flags.contains(name) && equals < 0) {
                line.add(name, "true");
            } else if (!valued.contains(name)) {
                throw new UsageException("audit: unknown option " + arg);
            } else if (equals >= 0) {
                line.add(name, arg.substring(equals + 1));
            } else if (i + 1 == args.length) {
                throw new UsageException("audit: " + arg + " needs a value");
            } else {
                line.add(name, args[++i]);
            }
        }
        return line;
    }

    private void add(String name, String value) {
        options.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    /** Never empty. */
    List<Path> files() throws UsageException {
        if (files.isEmpty()) {
            throw new UsageException("audit: name a file");
        }
        return List.copyOf(files);
    }

    boolean has(String name) {
        return options.containsKey(name);
    }

    /** The last value given. */
    @Nullable String value(String name) {
        List<String> values = options.get(name);
        return values == null ? null : values.getLast();
    }

    String required(String name) throws UsageException {
        String value = value(name);
        if (value == null || value.isEmpty()) {
            throw new UsageException("audit: --" + name + " is needed");
        }
        return value;
    }

    long number(String name, long otherwise) throws UsageException {
        String value = value(name);
        try {
            return value == null ? otherwise : Long.parseUnsignedLong(value);
        } catch (NumberFormatException e) {
            throw new UsageException("audit: --" + name + " " + value + " is no number");
        }
    }

    List<AuditPublicKey> keys() throws UsageException, IOException {
        List<AuditPublicKey> keys = new ArrayList<>();
        for (String file : options.getOrDefault("key", List.of())) {
            try {
                keys.add(AuditPublicKey.parse(small(file)));
            } catch (IllegalArgumentException e) {
                throw new UsageException("audit: --key " + file + ": " + e.getMessage());
            }
        }
        return keys;
    }

    List<AuditHead> heads() throws UsageException, IOException {
        List<AuditHead> heads = new ArrayList<>();
        for (String file : options.getOrDefault("head", List.of())) {
            try {
                heads.add(AuditHead.fromJson(small(file)));
            } catch (IllegalArgumentException e) {
                throw new UsageException("audit: --head " + file + ": " + e.getMessage());
            }
        }
        return heads;
    }

    /** The text of a file of at most 64 KiB. */
    static String small(String file) throws IOException {
        Path path = Path.of(file);
        if (Files.size(path) > MAX_SMALL_FILE) {
            throw new IOException(path + " is larger than 64 KiB");
        }
        return Files.readString(path);
    }
}
