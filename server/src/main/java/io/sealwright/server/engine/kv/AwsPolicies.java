package io.sealwright.server.engine.kv;

import io.sealwright.policy.Decision;
import io.sealwright.server.aws.AwsErrors;
import io.sealwright.server.aws.AwsOperation;
import io.sealwright.server.aws.Leave;
import io.sealwright.server.aws.SecretId;
import io.sealwright.server.aws.policy.AwsCaller;
import io.sealwright.server.aws.policy.PolicyDocument;
import io.sealwright.server.aws.policy.PolicyRequest;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.ResourceDecision;
import io.sealwright.server.token.TokenEntry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What resource policies of secrets say to requests of the AWS API. */
final class AwsPolicies {
    /** As {@code auth.aws} puts it into the standing of a caller that is no plain signer. */
    private static final String ARN = "arn";

    private AwsPolicies() {}

    /** For a request about one secret; silence for any other, and where there is no secret. */
    static ResourceDecision decide(Call call, Action.Signed action) {
        AwsOperation operation = AwsOperation.find(action.name());
        if (operation == null || !operation.isOnSecret()) {
            return ResourceDecision.SILENT;
        }
        // A request that names no secret leads to a path that names none.
        String name = call.path(KvPath.NAME);
        Secret secret =
                SecretId.isName(name) && call.body().hasNonNull(AwsSecret.ID)
                        ? Secrets.findAny(call.records(), name)
                        : null;
        return secret == null
                ? ResourceDecision.SILENT
                : decide(call, operation, call.body(), new AwsSecret(name, secret));
    }

    private static ResourceDecision decide(
            Call call, AwsOperation operation, ObjectNode body, AwsSecret found) {
        String json = found.secret().about().resourcePolicy();
        if (json.isEmpty()) {
            return ResourceDecision.SILENT;
        }
        ResourceDecision decision = decide(call, operation, body, found, json);
        // Whoever has leave of the server's own policies can always take a policy away.
        return operation == AwsOperation.DELETE_RESOURCE_POLICY
                        && decision instanceof ResourceDecision.Denied
                ? ResourceDecision.SILENT
                : decision;
    }

    private static ResourceDecision decide(
            Call call, AwsOperation operation, ObjectNode body, AwsSecret found, String json) {
        PolicyDocument policy;
        try {
            policy = PolicyDocument.ofAny(json);
        } catch (RequestFailure e) {
            return new ResourceDecision.Denied(
                    "resource policy: of a later version of this program, which this one cannot"
                            + " read");
        }
        return policy.decide(request(call, operation, body, found));
    }

    static PolicyRequest request(
            Call call, AwsOperation operation, ObjectNode body, AwsSecret found) {
        return new PolicyRequest(
                caller(call), operation.wireName(), new AwsFacts(call, operation, body, found));
    }

    private static AwsCaller caller(Call call) {
        TokenEntry token = call.caller().token();
        String account = AwsSecret.account(call);
        @Nullable String arn = token.metadata().get(ARN);
        return arn == null
                ? AwsCaller.user(account, token.path().substring(token.path().lastIndexOf('/') + 1))
                : new AwsCaller(account, arn);
    }

    /**
     * Why the caller has no leave for one more thing that an operation does to a secret; null if it
     * has. By the server's policies and the secret's own, together as for the request itself.
     */
    static @Nullable String refusal(Call call, Leave leave, AwsOperation operation, String name) {
        Decision decision = AwsSecret.decide(call, leave);
        Secret secret = Secrets.findAny(call.records(), name);
        boolean own = operation.wireName().equals(AwsSecret.action(call).name());
        ObjectNode body = own ? call.body() : JsonNodeFactory.instance.objectNode();
        ResourceDecision resource =
                secret == null
                        ? ResourceDecision.SILENT
                        : decide(call, operation, body, new AwsSecret(name, secret));
        return switch (resource) {
            case ResourceDecision.Denied denied -> denied.why();
            case ResourceDecision.Allowed _ when decision.silent() -> null;
            case ResourceDecision.Allowed _, ResourceDecision.Silent _ ->
                    decision.allowed() ? null : decision.why();
        };
    }

    /**
     * Reads a policy that is to be attached.
     *
     * @param found null if it is not said to which secret
     * @throws RequestFailure if it could not be enforced
     */
    static PolicyDocument read(Call call, String json, @Nullable AwsSecret found) {
        AwsParameters.requireLength("ResourcePolicy", json.length(), 1, PolicyDocument.MAX);
        return found == null
                ? PolicyDocument.ofAny(json)
                : PolicyDocument.of(json, found.arn(call));
    }

    /**
     * @throws RequestFailure if it gives leave to everyone
     */
    static void requireNotPublic(PolicyDocument policy) {
        if (!policy.publicStatements().isEmpty()) {
            throw AwsErrors.publicPolicy(
                    "This resource policy gives leave to everyone with an access key: "
                            + String.join(", ", policy.publicStatements()));
        }
    }
}
