package io.sealwright.server.spi;

import java.util.List;

/**
 * Routes below {@code sys/} that a package contributes; one Spring bean for each package. Patterns
 * are relative to {@code sys/}.
 */
public interface SysRoutes {
    List<Route> routes();

    /** False for what concerns the cluster as a whole: then it is refused in other namespaces. */
    default boolean inEveryNamespace() {
        return false;
    }
}
