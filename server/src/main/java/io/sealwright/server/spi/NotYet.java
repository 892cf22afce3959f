package io.sealwright.server.spi;

import io.sealwright.storage.SpaceId;
import java.time.Duration;

/**
 * Thrown by a handler that has nothing to answer before a record changes. The pipeline runs the
 * whole request again, decision included, whenever that record may have changed; when the time is
 * over it answers 204.
 */
public final class NotYet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int namespace;
    private final transient SpaceId space;
    private final String path;
    private final transient Duration most;

    /**
     * @param path of the named record in the mount's space
     * @param most how long to wait, from the request's arrival
     */
    public NotYet(Mount mount, String path, Duration most) {
        super("nothing to answer yet", null, false, false);
        namespace = mount.namespaceId();
        space = mount.space();
        this.path = path;
        this.most = most;
    }

    public int namespace() {
        return namespace;
    }

    public SpaceId space() {
        return space;
    }

    public String path() {
        return path;
    }

    public Duration most() {
        return most;
    }
}
