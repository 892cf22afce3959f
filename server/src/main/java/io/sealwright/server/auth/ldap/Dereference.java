package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.DereferencePolicy;
import org.jspecify.annotations.Nullable;

/** When a search follows aliases of the directory. */
enum Dereference {
    NEVER("never", DereferencePolicy.NEVER),
    FINDING("finding", DereferencePolicy.FINDING),
    SEARCHING("searching", DereferencePolicy.SEARCHING),
    ALWAYS("always", DereferencePolicy.ALWAYS);

    private final String label;
    private final DereferencePolicy policy;

    Dereference(String label, DereferencePolicy policy) {
        this.label = label;
        this.policy = policy;
    }

    String label() {
        return label;
    }

    DereferencePolicy policy() {
        return policy;
    }

    static @Nullable Dereference find(String label) {
        for (Dereference dereference : values()) {
            if (dereference.label.equals(label)) {
                return dereference;
            }
        }
        return null;
    }
}
