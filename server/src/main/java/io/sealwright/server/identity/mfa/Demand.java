package io.sealwright.server.identity.mfa;

import io.sealwright.server.spi.MfaRequirement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** By what a login has to be confirmed: by one method of each enforcement. Immutable. */
public final class Demand {
    /**
     * An enforcement that concerns the login.
     *
     * @param name as answers call it: no two of a login have the same
     */
    record Asked(String name, List<PlacedMethod> methods) {
        Asked {
            methods = List.copyOf(methods);
        }
    }

    private final List<Asked> asked;

    Demand(List<Asked> asked) {
        this.asked = List.copyOf(asked);
    }

    /** Whether the login needs nothing more. */
    public boolean isEmpty() {
        return asked.isEmpty();
    }

    List<Asked> asked() {
        return asked;
    }

    /** As the client is told. */
    public MfaRequirement requirement(String requestId, String entityId) {
        Map<String, List<MfaRequirement.Method>> constraints = new HashMap<>();
        for (Asked one : asked) {
            constraints.put(
                    one.name(), one.methods().stream().map(PlacedMethod::required).toList());
        }
        return new MfaRequirement(requestId, entityId, constraints);
    }

    @Override
    public String toString() {
        return "Demand[" + asked.size() + "]";
    }
}
