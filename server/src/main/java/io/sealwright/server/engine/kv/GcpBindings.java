package io.sealwright.server.engine.kv;

import io.sealwright.policy.TemplateContext;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.ResourceDecision;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whom the IAM policy of a secret grants what, for requests of the GCP API. */
final class GcpBindings {
    static final String BINDINGS = "bindings";
    static final String EVERYBODY = "allAuthenticatedUsers";

    /** Metadata of tokens of service accounts. */
    static final String SERVICE_ACCOUNT = "gcp_service_account";

    private GcpBindings() {}

    /** What the secret of a call says of it. */
    static ResourceDecision decision(Call call) {
        GcpMethod method = GcpSecret.method(call);
        if (method == GcpMethod.TEST_IAM_PERMISSIONS) {
            return new ResourceDecision.Allowed("everybody may ask what is granted to them");
        }
        if (method == GcpMethod.CREATE_SECRET || !named(method)) {
            return ResourceDecision.SILENT;
        }
        GcpName name = GcpSecret.name(call);
        Secret secret = Secrets.find(call.records(), name.secret());
        String grant = secret == null ? null : granting(secret, method, call.caller());
        return grant == null
                ? ResourceDecision.SILENT
                : new ResourceDecision.Allowed("IAM policy of the secret: " + grant);
    }

    private static boolean named(GcpMethod method) {
        return method.kind() == GcpName.Kind.SECRET || method.kind() == GcpName.Kind.VERSION;
    }

    /** The role and the member that grant it; null if nothing does. */
    static @Nullable String granting(Secret secret, GcpMethod method, Caller caller) {
        String policy = secret.about().google().iamPolicy();
        if (policy.isEmpty()) {
            return null;
        }
        GcpParameters stored = new GcpParameters((ObjectNode) JsonMapper.shared().readTree(policy));
        for (GcpParameters binding : stored.messages(BINDINGS)) {
            String wireName = binding.text("role");
            GcpRole role = GcpRole.find(wireName);
            if (role != null && role.grants(method)) {
                for (String member : binding.texts("members")) {
                    if (is(caller, member)) {
                        return wireName + " to " + member;
                    }
                }
            }
        }
        return null;
    }

    private static boolean is(Caller caller, String member) {
        if (member.equals(EVERYBODY)) {
            return true;
        }
        int colon = member.indexOf(':');
        String name = member.substring(colon + 1);
        return switch (member.substring(0, Math.max(0, colon))) {
            case "serviceAccount" ->
                    name.equals(caller.token().metadata().getOrDefault(SERVICE_ACCOUNT, ""));
            case "user" -> isEntity(caller.identity(), name);
            case "group" -> isInGroup(caller.identity(), name);
            default -> false;
        };
    }

    private static boolean isEntity(@Nullable Identity identity, String name) {
        return identity != null
                && identity.template()
                        .entity()
                        .map(TemplateContext.Entity::name)
                        .filter(name::equals)
                        .isPresent();
    }

    private static boolean isInGroup(@Nullable Identity identity, String name) {
        return identity != null
                && identity.template().groups().stream()
                        .anyMatch(group -> group.name().equals(name));
    }
}
