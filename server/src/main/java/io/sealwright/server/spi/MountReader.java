package io.sealwright.server.spi;

import java.util.function.Function;

/** Reads of one mount outside of a request, each on a view of its own. Thread-safe. */
public interface MountReader {
    Mount mount();

    /** What {@code body} makes of the mount's records as they are now on this node. */
    <T> T read(Function<EngineContext, T> body);
}
