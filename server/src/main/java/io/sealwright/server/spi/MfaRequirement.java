package io.sealwright.server.spi;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a login is answered with that has to be confirmed by second factors, instead of a token.
 *
 * @param requestId by which {@code sys/mfa/validate} knows the login; as good as the first factor
 * @param entityId whom it asks; for the audit log alone
 * @param constraints for each enforcement the methods that satisfy it, of which any one will do
 */
public record MfaRequirement(
        String requestId, String entityId, Map<String, List<Method>> constraints) {
    /** One method. */
    public record Method(String type, String id, boolean usesPasscode, String name) {}

    public MfaRequirement {
        constraints = Collections.unmodifiableMap(new TreeMap<>(constraints));
    }

    @Override
    public String toString() {
        return "MfaRequirement" + constraints.keySet();
    }
}
