package io.sealwright.server.identity;

import io.sealwright.server.spi.Route;
import java.util.List;

/**
 * Further routes below {@code identity/}; one Spring bean for each room. Patterns are relative to
 * it.
 */
public interface IdentityRoutes {
    List<Route> routes();
}
