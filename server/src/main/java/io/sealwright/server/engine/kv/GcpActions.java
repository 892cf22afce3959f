package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.spi.Handler;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** What does each method of the GCP API. Thread-safe. */
final class GcpActions {
    private final GcpSecrets secrets;
    private final GcpVersions versions;
    private final GcpAccess access;
    private final GcpPolicies policies;

    GcpActions(Secrets store, KvEvents events, SecureRandom random) {
        secrets = new GcpSecrets(store, events);
        versions = new GcpVersions(store, events, random);
        access = new GcpAccess(store);
        policies = new GcpPolicies(store);
    }

    /** Null for one that there is not. */
    @Nullable Handler handler(String name) {
        GcpMethod method = GcpMethod.find(name);
        return method == null ? null : handler(method);
    }

    private Handler handler(GcpMethod method) {
        return switch (method) {
            case LIST_SECRETS -> GcpListing::secrets;
            case CREATE_SECRET -> secrets::create;
            case GET_SECRET -> GcpSecrets::get;
            case UPDATE_SECRET -> secrets::update;
            case DELETE_SECRET -> secrets::delete;
            case ADD_SECRET_VERSION -> versions::add;
            case LIST_SECRET_VERSIONS -> GcpListing::versions;
            case GET_SECRET_VERSION -> GcpVersions::get;
            case ACCESS_SECRET_VERSION -> access::access;
            case DISABLE_SECRET_VERSION -> versions::disable;
            case ENABLE_SECRET_VERSION -> versions::enable;
            case DESTROY_SECRET_VERSION -> versions::destroy;
            case SET_IAM_POLICY -> policies::set;
            case GET_IAM_POLICY -> GcpPolicies::get;
            case TEST_IAM_PERMISSIONS -> GcpPolicies::test;
            case LIST_LOCATIONS -> GcpLocations::list;
            case GET_LOCATION -> GcpLocations::get;
        };
    }
}
