package io.sealwright.server.sys;

import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.EngineClass;
import org.jspecify.annotations.Nullable;

/**
 * Secret engines and auth methods: the same routes, with another prefix and a few other words.
 *
 * @param route below {@code sys/}
 * @param prefix of the mount path, which a request leaves out
 */
record Family(String route, EngineClass engineClass, String prefix, String missing) {
    static final Family SECRET =
            new Family("mounts", EngineClass.SECRET, "", "No secret engine mount at ");
    static final Family AUTH = new Family("auth", EngineClass.AUTH, "auth/", "No auth engine at ");

    /** The whole mount path of what a request names. */
    String mountPath(String named) {
        return prefix + withSlash(named);
    }

    @Nullable Mounted find(MountTable table, String named) {
        return table.at(mountPath(named));
    }

    static String withSlash(String path) {
        return path.endsWith("/") ? path : path + "/";
    }
}
