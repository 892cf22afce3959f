package io.sealwright.server.spi;

import java.util.List;

/**
 * Routes below {@code sys/} that a package contributes; one Spring bean for each package. Patterns
 * are relative to {@code sys/}.
 */
public interface SysRoutes {
    List<Route> routes();
}
