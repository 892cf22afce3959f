package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpMethod;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Google's predefined roles of Secret Manager: what they grant on one secret. */
enum GcpRole {
    ACCESSOR("roles/secretmanager.secretAccessor", EnumSet.of(GcpMethod.ACCESS_SECRET_VERSION)),
    VERSION_ADDER(
            "roles/secretmanager.secretVersionAdder", EnumSet.of(GcpMethod.ADD_SECRET_VERSION)),
    VERSION_MANAGER(
            "roles/secretmanager.secretVersionManager",
            EnumSet.of(
                    GcpMethod.ADD_SECRET_VERSION,
                    GcpMethod.DESTROY_SECRET_VERSION,
                    GcpMethod.DISABLE_SECRET_VERSION,
                    GcpMethod.ENABLE_SECRET_VERSION,
                    GcpMethod.GET_SECRET_VERSION,
                    GcpMethod.LIST_SECRET_VERSIONS)),
    VIEWER(
            "roles/secretmanager.viewer",
            EnumSet.of(
                    GcpMethod.GET_SECRET,
                    GcpMethod.GET_IAM_POLICY,
                    GcpMethod.GET_SECRET_VERSION,
                    GcpMethod.LIST_SECRET_VERSIONS)),
    ADMIN("roles/secretmanager.admin", EnumSet.allOf(GcpMethod.class));

    private final String wireName;
    private final Set<GcpMethod> methods;

    GcpRole(String wireName, EnumSet<GcpMethod> methods) {
        this.wireName = wireName;
        this.methods = methods;
    }

    boolean grants(GcpMethod method) {
        return methods.contains(method);
    }

    /** Null for a role that is none of these. */
    static @Nullable GcpRole find(String wireName) {
        for (GcpRole role : values()) {
            if (role.wireName.equals(wireName)) {
                return role;
            }
        }
        return null;
    }
}
