package io.sealwright.server.usage;

import io.sealwright.server.spi.EngineContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The secrets of an engine whose reads are kept; one Spring bean for each engine. Thread-safe. */
public interface UsedSecrets {
    /** The type of the mounts that have them. */
    String type();

    /**
     * Paths below the mount in byte order, strictly after {@code after} (empty = from the first).
     *
     * @param limit at most so many; fewer only at the end
     */
    List<String> paths(EngineContext context, String after, int limit);

    /**
     * Since when there is a secret at this path. A precondition of the commit.
     *
     * @return null if there is none
     */
    @Nullable Instant since(EngineContext context, String path);
}
