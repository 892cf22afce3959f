package io.sealwright.server.namespace;

import io.sealwright.server.spi.RequestFailure;
import java.util.Set;

/** What a namespace may be called. */
final class NamespaceNames {
    private static final int MAX_NAME = 128;

    /** Of the whole path, so that it still fits in a header and leaves room in a policy. */
    private static final int MAX_PATH = 1_024;

    private static final Set<String> RESERVED =
            Set.of(".", "..", "root", "sys", "audit", "auth", "cubbyhole", "identity");

    private NamespaceNames() {}

    /**
     * The path of a namespace directly within another.
     *
     * @throws RequestFailure if it cannot be a name
     */
    static String path(Namespace parent, String sent) {
        String name = sent.endsWith("/") ? sent.substring(0, sent.length() - 1) : sent;
        if (name.contains("/")) {
            throw RequestFailure.invalid("namespace name cannot contain /");
        }
        if (RESERVED.contains(name)) {
            throw RequestFailure.invalid(
                    "\"" + name + "/\" is a reserved path and cannot be used as a namespace name");
        }
        if (name.indexOf(' ') >= 0) {
            throw RequestFailure.invalid(
                    "\""
                            + name
                            + "\" contains space characters that cannot be used in a namespace name");
        }
        if (name.isEmpty()
                || name.length() > MAX_NAME
                || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*' && c != '+')) {
            throw RequestFailure.invalid(
                    "a namespace name has 1 to "
                            + MAX_NAME
                            + " printable ASCII characters, without * and +");
        }
        String path = parent.path() + name + "/";
        if (path.length() > MAX_PATH) {
            throw RequestFailure.invalid(
                    "the path of a namespace has at most " + MAX_PATH + " characters");
        }
        return path;
    }
}
