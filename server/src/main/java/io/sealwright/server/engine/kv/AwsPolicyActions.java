package io.sealwright.server.engine.kv;

import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.aws.policy.PolicyDocument;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.ResourceDecision;
import io.sealwright.server.spi.Response;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy, ListResourcePolicies and
 * ValidateResourcePolicy. A secret has one policy at most, whose name is {@code default}.
 */
final class AwsPolicyActions {
    private static final String POLICY = "ResourcePolicy";
    private static final String NAME = "PolicyName";
    private static final String DEFAULT = "default";
    private static final int MAX_NAME = 64;
    private static final int MAX_RESULTS = 100;

    private final Secrets secrets;

    AwsPolicyActions(Secrets secrets) {
        this.secrets = secrets;
    }

    Response put(Call call) {
        AwsParameters parameters = new AwsParameters(call.body());
        AwsSecret found = edited(call);
        requireDefault(parameters);
        String json = parameters.required(POLICY, PolicyDocument.MAX);
        PolicyDocument policy = AwsPolicies.read(call, json, found);
        if (parameters.flag("BlockPublicPolicy", false)) {
            AwsPolicies.requireNotPublic(policy);
        }
        return saved(call, found, json);
    }

    Response delete(Call call) {
        AwsSecret found = edited(call);
        requireDefault(new AwsParameters(call.body()));
        return saved(call, found, "");
    }

    private Response saved(Call call, AwsSecret found, String json) {
        SecretAbout about = found.secret().about();
        if (!about.resourcePolicy().equals(json)) {
            secrets.saveAbout(
                    call.context(),
                    found.name(),
                    found.secret().with(about.withResourcePolicy(json), call.now()));
        }
        return Response.of(found.answer(call).put(NAME, DEFAULT));
    }

    private AwsSecret edited(Call call) {
        SecretId id = AwsSecret.id(call);
        return AwsSecret.required(id, secrets.editAny(call.records(), id.name())).requireLive();
    }

    private static boolean isDefault(AwsParameters parameters) {
        String name = parameters.text(NAME, MAX_NAME);
        return name == null || name.equals(DEFAULT);
    }

    private static void requireDefault(AwsParameters parameters) {
        if (!isDefault(parameters)) {
            throw AwsErrors.invalidParameter("The PolicyName can only be default.");
        }
    }

    static Response get(Call call) {
        AwsSecret found = AwsSecret.live(call, AwsSecret.id(call));
        if (!isDefault(new AwsParameters(call.body()))) {
            throw AwsErrors.policyNotFound();
        }
        ObjectNode answer = found.answer(call);
        String json = found.secret().about().resourcePolicy();
        if (!json.isEmpty()) {
            answer.put(POLICY, json).put(NAME, DEFAULT);
        }
        return Response.of(answer);
    }

    static Response list(Call call) {
        AwsSecret found = AwsSecret.live(call, AwsSecret.id(call));
        AwsParameters parameters = new AwsParameters(call.body());
        int _ = parameters.count("MaxResults", MAX_RESULTS, MAX_RESULTS);
        if (parameters.has("NextToken")) {
            throw AwsErrors.invalidNextToken();
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode policies = answer.putArray("ResourcePolicies");
        if (!found.secret().about().resourcePolicy().isEmpty()) {
            policies.addObject().put(NAME, DEFAULT);
        }
        return Response.of(answer);
    }

    static Response validate(Call call) {
        AwsParameters parameters = new AwsParameters(call.body());
        String json = parameters.required(POLICY, PolicyDocument.MAX);
        AwsSecret found =
                parameters.has(AwsSecret.ID) ? AwsSecret.live(call, AwsSecret.id(call)) : null;
        PolicyDocument policy = AwsPolicies.read(call, json, found);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode errors = JsonNodeFactory.instance.arrayNode();
        for (String statement : policy.publicStatements()) {
            error(
                    errors,
                    "PUBLIC_ACCESS",
                    statement + " gives leave to everyone with an access key");
        }
        String lockedOut = found == null ? null : lockedOut(call, policy, found);
        if (lockedOut != null) {
            error(errors, "LOCKOUT", "You could not put another policy in its place: " + lockedOut);
        }
        answer.put("PolicyValidationPassed", errors.isEmpty());
        answer.set("ValidationErrors", errors);
        return Response.of(answer);
    }

    private static void error(ArrayNode errors, String check, String message) {
        errors.addObject().put("CheckName", check).put("ErrorMessage", message);
    }

    /** Null if the caller could still put a policy. */
    private static @Nullable String lockedOut(Call call, PolicyDocument policy, AwsSecret found) {
        ResourceDecision decision =
                policy.decide(
                        AwsPolicies.request(
                                call,
                                AwsOperation.PUT_RESOURCE_POLICY,
                                JsonNodeFactory.instance.objectNode(),
                                found));
        return decision instanceof ResourceDecision.Denied denied ? denied.why() : null;
    }
}
