package io.sealwright.server.engine.kv;

import io.sealwright.policy.Decision;
import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpLeave;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A secret as a call of the GCP API means it.
 *
 * @param name of the secret, as the caller names it
 */
record GcpSecret(GcpName name, Secret secret) {
    static GcpMethod method(Call call) {
        Action action = call.request().action();
        GcpMethod method = action == null ? null : GcpMethod.find(action.name());
        if (method == null) {
            throw new IllegalStateException("a call of the GCP API without its method");
        }
        return method;
    }

    /** The name that the call has leave for. */
    static GcpName name(Call call) {
        GcpMethod method = method(call);
        JsonNode node = call.body().at("/" + method.member().replace('.', '/'));
        GcpName name = GcpName.parse(node.stringValue(""), method.kind());
        if (name == null) {
            throw new IllegalStateException("a name that is none");
        }
        if (method != GcpMethod.CREATE_SECRET) {
            requireAuthorized(call, method, name.secret());
        }
        return name;
    }

    /** Of the secret that is to be made. */
    static GcpName newName(Call call) {
        String id = new GcpParameters(call.body()).text("secretId");
        if (!GcpName.isSecretId(id)) {
            throw GcpErrors.invalid(
                    "The provided Secret ID does not match the expected format"
                            + " [[a-zA-Z_0-9\\-]{1,255}].");
        }
        requireAuthorized(call, GcpMethod.CREATE_SECRET, id);
        return name(call).withSecret(id);
    }

    /** What is done is done to what was authorized, and to nothing else. */
    private static void requireAuthorized(Call call, GcpMethod method, String id) {
        if (!call.request().path().equals(call.mount().path() + GcpLeave.of(method, id).path())) {
            throw new IllegalStateException("a name that is not the one that was authorized");
        }
    }

    /**
     * The secret of a call.
     *
     * @throws RequestFailure if there is none, or in another location, or it waits for its deletion
     */
    static GcpSecret of(Call call) {
        GcpName name = name(call).withoutVersion();
        return required(name, Secrets.find(call.records(), name.secret()));
    }

    /** The same, to be changed. */
    static GcpSecret edited(Call call, Secrets secrets) {
        GcpName name = name(call).withoutVersion();
        Secret found = secrets.editAny(call.records(), name.secret());
        return required(name, found == null || found.about().deletion() != null ? null : found);
    }

    private static GcpSecret required(GcpName name, @Nullable Secret found) {
        if (found == null || !found.about().google().location().equals(name.location())) {
            throw GcpErrors.notFound(name);
        }
        return new GcpSecret(name, found);
    }

    GcpSecret with(Secret changed) {
        return new GcpSecret(name, changed);
    }

    /** Its id in the mount. */
    String path() {
        return name.secret();
    }

    /** Whether the caller also has leave for this, at the call's mount. */
    boolean allowed(Call call, GcpMethod method) {
        GcpLeave leave = GcpLeave.of(method, path());
        Request other =
                call.request()
                        .withPath(call.mount().path() + leave.path())
                        .withOperation(leave.operation());
        Decision decision = call.caller().decide(other);
        return decision.allowed()
                || (decision.outcome() == Decision.Outcome.NO_RULE
                                || decision.outcome() == Decision.Outcome.CAPABILITY_MISSING)
                        && GcpBindings.granting(secret, method, call.caller()) != null;
    }
}
