package io.sealwright.server.quotas;

import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;

/**
 * The requests that a quota is for.
 *
 * @param mounted null for all requests
 * @param below the path below the mount
 */
record QuotaTarget(@Nullable Mounted mounted, String below, String role) {

    /**
     * Reads a path as operators write it: {@code kv} is the mount {@code kv/}.
     *
     * @throws RequestFailure if no mount is there, or its logins have no roles
     */
    static QuotaTarget of(MountTable mounts, String sent, String role) {
        String path = sent.startsWith("/") ? sent.substring(1) : sent;
        Mounted mounted = path.isEmpty() ? null : mounts.match(path);
        if (!path.isEmpty() && mounted == null) {
            throw RequestFailure.invalid("invalid mount path \"" + withSlash(path) + "\"");
        }
        if (!role.isEmpty()) {
            requireRoles(mounted);
        }
        int prefix = mounted == null ? 0 : mounted.mount().path().length();
        String below = path.substring(Math.min(path.length(), prefix));
        if (!role.isEmpty() && !below.isEmpty()) {
            throw RequestFailure.invalid("a role goes with the path of a mount alone");
        }
        return new QuotaTarget(mounted, below, role);
    }

    private static void requireRoles(@Nullable Mounted mounted) {
        if (mounted == null) {
            throw RequestFailure.invalid(
                    "Mount path \"\" is not a valid auth method and therefore unsuitable for use with role-based quotas");
        }
        if (!mounted.type().tellsRoles()) {
            throw RequestFailure.invalid(
                    "Mount path \""
                            + mounted.mount().path()
                            + "\" does not support use with role-based quotas");
        }
    }

    private static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }

    String accessor() {
        return mounted == null ? "" : mounted.mount().accessor();
    }
}
