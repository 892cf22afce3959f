package io.sealwright.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.system.ApplicationHome;

/**
 * The command line of a node: properties, or {@code server} with the options that Vault's scripts
 * give.
 */
public final class ServerCommand {
    private static final String USAGE =
            "usage: server -config=FILE | server -dev [-dev-root-token-id=ID]"
                    + " [-dev-listen-address=HOST:PORT], or --sealwright.PROPERTY=VALUE ...";

    private ServerCommand() {}

    /**
     * The arguments as properties.
     *
     * @throws ConfigurationException for anything that is neither
     */
    public static String[] properties(List<String> arguments) {
        List<String> given = new ArrayList<>();
        Map<String, String> translated = new LinkedHashMap<>();
        boolean server = !arguments.isEmpty() && arguments.getFirst().equals("server");
        for (int i = server ? 1 : 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("--") && argument.contains("=")) {
                given.add(argument);
            } else if (server && argument.startsWith("-")) {
                i += option(arguments, i, translated);
            } else {
                throw new ConfigurationException("unknown argument " + argument + "; " + USAGE);
            }
        }
        List<String> all = new ArrayList<>();
        translated.forEach((name, value) -> all.add("--" + name + "=" + value));
        all.addAll(given);
        return all.toArray(String[]::new);
    }

    /** Returns how many further arguments it took. */
    private static int option(List<String> arguments, int at, Map<String, String> into) {
        String argument = arguments.get(at);
        int equals = argument.indexOf('=');
        String name =
                (equals < 0 ? argument : argument.substring(0, equals)).replaceFirst("^--?", "");
        if (name.equals("dev")) {
            into.put("sealwright.dev.enabled", "true");
            return 0;
        }
        boolean next = equals < 0;
        if (next && at + 1 >= arguments.size()) {
            throw new ConfigurationException("-" + name + " needs a value; " + USAGE);
        }
        String value = next ? arguments.get(at + 1) : argument.substring(equals + 1);
        switch (name) {
            case "config" -> into.putAll(VaultConfigFile.read(Path.of(value)));
            case "dev-root-token-id" -> into.put("sealwright.dev.root-token", value);
            case "dev-listen-address" -> into.put("sealwright.listener.address", value);
            default -> throw new ConfigurationException("unknown option -" + name + "; " + USAGE);
        }
        return next ? 1 : 0;
    }

    /**
     * Where {@code application.yml} is looked for: beside the jar, never in the working directory.
     */
    public static String locations() {
        java.io.File source = new ApplicationHome(ServerCommand.class).getSource();
        String classpath = "optional:classpath:/";
        if (source == null || !source.isFile()) {
            return classpath;
        }
        return classpath + ",optional:file:" + source.getAbsoluteFile().getParent() + "/";
    }
}
