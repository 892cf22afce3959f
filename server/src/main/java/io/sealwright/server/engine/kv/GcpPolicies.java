package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpMethod;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** SetIamPolicy, GetIamPolicy and TestIamPermissions. */
final class GcpPolicies {
    private static final String POLICY = "policy";
    private static final String ETAG = "etag";
    private static final String VERSION = "version";
    private static final String ROLE = "role";
    private static final String MEMBERS = "members";
    private static final String PERMISSIONS = "permissions";

    /** Google's, of a policy that nobody has set. */
    private static final String FIRST_ETAG = "ACAB";

    private static final int ETAG_BYTES = 9;
    private static final int MAX_MEMBERS = 1_500;
    private static final int MAX_PERMISSIONS = 100;
    private static final Set<String> MASK = Set.of("bindings", ETAG, VERSION);
    private static final Pattern MEMBER =
            Pattern.compile("(serviceAccount|user|group):[^\\s,]{1,256}");

    private final Secrets secrets;

    GcpPolicies(Secrets secrets) {
        this.secrets = secrets;
    }

    static Response get(Call call) {
        long version =
                new GcpParameters(call.body()).message("options").number("requestedPolicyVersion");
        requireVersion(version);
        return shown(GcpSecret.of(call).secret());
    }

    private static Response shown(Secret secret) {
        String stored = secret.about().google().iamPolicy();
        ObjectNode policy =
                stored.isEmpty()
                        ? JsonNodeFactory.instance.objectNode()
                        : (ObjectNode) JsonMapper.shared().readTree(stored);
        if (!stored.isEmpty()) {
            policy.put(VERSION, 1);
        }
        return Response.of(policy.put(ETAG, etag(secret, stored)));
    }

    private static String etag(Secret secret, String stored) {
        if (stored.isEmpty()) {
            return FIRST_ETAG;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(secret.uid());
            byte[] hash = digest.digest(stored.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, ETAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }

    private static void requireVersion(long version) {
        if (version != 0 && version != 1 && version != 3) {
            throw GcpErrors.invalid("The version of a policy is 0, 1 or 3.");
        }
    }

    Response set(Call call) {
        GcpSecret found = GcpSecret.edited(call, secrets);
        GcpParameters request = new GcpParameters(call.body());
        GcpParameters policy = request.message(POLICY);
        if (!request.has(POLICY)) {
            throw GcpErrors.invalid("The field policy must be set.");
        }
        requireMask(request.text("updateMask"));
        requireVersion(policy.number(VERSION));
        if (policy.has("auditConfigs") || policy.has("rules")) {
            throw GcpErrors.invalid(
                    "Audit configurations are not supported: every request is audited.");
        }
        Secret secret = found.secret();
        SecretGoogle google = secret.about().google();
        String etag = policy.text(ETAG);
        if (!etag.isEmpty() && !etag.equals(etag(secret, google.iamPolicy()))) {
            throw GcpErrors.concurrentPolicy();
        }
        Secret changed =
                secret.with(
                        secret.about().withGoogle(google.withIamPolicy(stored(policy))),
                        call.now());
        secrets.saveAbout(call.context(), found.path(), changed);
        return shown(changed);
    }

    private static void requireMask(String mask) {
        List<String> paths = mask.isEmpty() ? List.of() : List.of(mask.split(","));
        if (!MASK.containsAll(paths) || !paths.isEmpty() && !paths.contains("bindings")) {
            throw GcpErrors.invalid("The update mask of a policy is: bindings, etag, version.");
        }
    }

    /** Empty for a policy that grants nothing. */
    private static String stored(GcpParameters policy) {
        ObjectNode stored = JsonNodeFactory.instance.objectNode();
        ArrayNode bindings = stored.putArray(GcpBindings.BINDINGS);
        int members = 0;
        for (GcpParameters binding : policy.messages(GcpBindings.BINDINGS)) {
            List<String> names = binding.texts(MEMBERS);
            members += names.size();
            requireBinding(binding, names);
            if (!names.isEmpty()) {
                ObjectNode kept = bindings.addObject().put(ROLE, binding.text(ROLE));
                names.forEach(kept.putArray(MEMBERS)::add);
            }
        }
        if (members > MAX_MEMBERS) {
            throw GcpErrors.invalid("A policy has at most " + MAX_MEMBERS + " members.");
        }
        return bindings.isEmpty() ? "" : stored.toString();
    }

    /**
     * @throws RequestFailure for what would be stored and not be kept to
     */
    private static void requireBinding(GcpParameters binding, List<String> members) {
        if (GcpRole.find(binding.text(ROLE)) == null) {
            throw GcpErrors.invalid(
                    "The role of a binding is roles/secretmanager.secretAccessor,"
                            + " .secretVersionAdder, .secretVersionManager, .viewer or .admin.");
        }
        if (binding.has("condition")) {
            throw GcpErrors.invalid(
                    "Conditions of bindings are not supported: use a policy with a condition.");
        }
        for (String member : members) {
            if (!member.equals(GcpBindings.EVERYBODY) && !MEMBER.matcher(member).matches()) {
                throw GcpErrors.invalid(
                        "A member is serviceAccount:EMAIL, user:NAME, group:NAME or"
                                + " allAuthenticatedUsers.");
            }
        }
    }

    /** None of a secret that there is not, as with Google. */
    static Response test(Call call) {
        List<String> asked = new GcpParameters(call.body()).texts(PERMISSIONS);
        if (asked.size() > MAX_PERMISSIONS) {
            throw GcpErrors.invalid("At most " + MAX_PERMISSIONS + " permissions at once.");
        }
        GcpName name = GcpSecret.name(call);
        Secret secret = Secrets.find(call.records(), name.secret());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode granted = JsonNodeFactory.instance.arrayNode();
        for (String permission : asked) {
            GcpMethod method = GcpMethod.permitted(permission);
            if (method == null) {
                throw GcpErrors.invalid(
                        "A permission that Secret Manager does not have, or one with a wildcard.");
            }
            if (secret != null
                    && secret.about().google().location().equals(name.location())
                    && new GcpSecret(name, secret).allowed(call, method)) {
                granted.add(permission);
            }
        }
        if (!granted.isEmpty()) {
            answer.set(PERMISSIONS, granted);
        }
        return Response.of(answer);
    }
}
