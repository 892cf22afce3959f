package io.sealwright.server.sys;

import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.NamespaceTree;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;

/** Which paths may be mounted at. */
final class MountPaths {
    private static final int MAX_LENGTH = 512;

    /** Where nothing is mounted but what every namespace begins with. */
    private static final List<String> RESERVED =
            List.of("audit/", "cubbyhole/", "identity/", "sys/");

    private MountPaths() {}

    /** Whether it lies at or below a path that mounts keep away from. */
    static boolean reserved(String path) {
        return RESERVED.stream().anyMatch(path::startsWith);
    }

    static void requireMountable(Family family, String path) {
        if (family == Family.SECRET) {
            requireOutsideOfAuth("mount", path);
        }
        if (reserved(path)) {
            throw RequestFailure.invalid("cannot mount \"" + path + "\"");
        }
    }

    /** Auth methods are managed below {@code sys/auth/}, which asks for more. */
    static void requireOutsideOfAuth(String what, String path) {
        if (path.startsWith("auth/")) {
            throw RequestFailure.invalid("cannot " + what + " \"" + path + "\"");
        }
    }

    /** With one trailing slash. */
    static String checked(String path) {
        String trimmed = path;
        while (trimmed.endsWith("/")) {
            trimmed = trimmed.substring(0, trimmed.length() - 1);
        }
        if (trimmed.isEmpty() || trimmed.startsWith("/") || trimmed.contains("//")) {
            throw RequestFailure.invalid(
                    "a mount path has segments with a single slash between them");
        }
        if (trimmed.length() > MAX_LENGTH) {
            throw RequestFailure.invalid("a mount path has at most " + MAX_LENGTH + " characters");
        }
        if (!trimmed.chars().allMatch(MountPaths::printable)
                || trimmed.contains("*")
                || trimmed.contains("+")) {
            throw RequestFailure.invalid("a mount path has no control characters, * or +");
        }
        for (String segment : trimmed.split("/")) {
            if (segment.equals(".") || segment.equals("..") || !segment.strip().equals(segment)) {
                throw RequestFailure.invalid(
                        "a mount path has no . or .. and no space around a segment");
            }
        }
        return trimmed + "/";
    }

    private static boolean printable(int c) {
        return c >= ' ' && c != 0x7f;
    }

    static void requireFree(MountTable table, NamespaceTree namespaces, Call call, String path) {
        Namespace namespace = namespaces.conflicting(call.mount().namespaceId(), path);
        if (namespace != null) {
            throw RequestFailure.invalid("existing mount at " + namespace.path());
        }
        Mounted other = table.conflicting(path);
        if (other != null) {
            throw RequestFailure.invalid("path is already in use at " + other.mount().path());
        }
    }
}
