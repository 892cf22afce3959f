package io.sealwright.server.engine.database;

import java.util.regex.Pattern;

/** Connection URLs as they are shown: a password that stands in one is not. */
final class ConnectionUrls {
    private static final String HIDDEN = "xxxxx";
    private static final Pattern IN_URL =
            Pattern.compile("(?<=//)([^:@/?]*):(?!\\{\\{password}}@)([^\\s]*)@");
    private static final Pattern AS_PAIR =
            Pattern.compile(
                    "(?i)(password\\s*=\\s*)(?!\\{\\{password}})('(?:[^'\\\\]|\\\\.)*'|[^\\s&]*)");

    /** {@code user:password@tcp(host)/name}; whatever stands in front of the last @. */
    private static final Pattern IN_FRONT =
            Pattern.compile(
                    "^(?!postgres(?:ql)?://)([^:@/\\s]*):(?!\\{\\{password}}@[^@]*$)(.*)@(?=[^@]*$)",
                    Pattern.DOTALL);

    private ConnectionUrls() {}

    static String shown(String url) {
        String shown = IN_URL.matcher(url).replaceAll("$1:" + HIDDEN + "@");
        shown = AS_PAIR.matcher(shown).replaceAll("$1" + HIDDEN);
        return IN_FRONT.matcher(shown).replaceAll("$1:" + HIDDEN + "@");
    }

    /** Whether a password stands in it, for all who may read the configuration. */
    static boolean holdsPassword(String url) {
        return !shown(url).equals(url);
    }

    /** Whether user and password come from the configuration, so that they can change. */
    static boolean isTemplated(String url) {
        return url.contains("{{username}}") && url.contains("{{password}}");
    }
}
