package io.sealwright.server.request;

import io.sealwright.audit.AuditAuth;
import io.sealwright.audit.AuditData;
import io.sealwright.audit.AuditHasher;
import io.sealwright.audit.AuditMount;
import io.sealwright.audit.AuditRequest;
import io.sealwright.audit.AuditResponse;
import io.sealwright.audit.AuditWrapInfo;
import io.sealwright.audit.Hashed;
import io.sealwright.policy.Decision;
import io.sealwright.policy.Explanation;
import io.sealwright.server.auditing.HeaderSettings;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.policies.ExplanationJson;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.MfaRequirement;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.ResourceDecision;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What audit lines say of a request, its caller and its answer. Thread-safe. */
@Component
final class AuditSections {
    private static final String VAULT = "vault";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final HeaderSettings headers;
    private final HashedTokens hashed = new HashedTokens();

    AuditSections(HeaderSettings headers) {
        this.headers = headers;
    }

    AuditAuth auth(AuditHasher hasher, Request request, @Nullable Caller caller, Verdict verdict) {
        if (caller == null) {
            return AuditAuth.NONE;
        }
        TokenEntry token = caller.token();
        HashedTokens.Pair hashes = hashed.of(hasher, request.credential(), token);
        AuditAuth.Builder auth =
                AuditAuth.builder()
                        .clientToken(hashes.token())
                        .accessor(hashes.accessor())
                        .displayName(token.displayName())
                        .policies(caller.policies())
                        .tokenPolicies(token.policies())
                        .identityPolicies(caller.identityPolicies())
                        .metadata(token.metadata())
                        .numUses(token.numUses())
                        .entityId(token.entityId())
                        .tokenType(token.type())
                        .tokenTtlSeconds(token.ttl())
                        .tokenIssueTime(Instant.ofEpochSecond(token.creationTime()));
        Decision decision = verdict.decision();
        if (decision != null) {
            auth.policyResults(
                    new AuditAuth.PolicyResults(
                            verdict.refusal() == null,
                            granting(verdict, decision, caller.namespace()),
                            explanation(verdict)));
        }
        return auth.build();
    }

    private static @Nullable ObjectNode explanation(Verdict verdict) {
        Explanation why = verdict.explanation();
        ObjectNode json = why == null ? null : ExplanationJson.of(why);
        if (!(verdict.resource() instanceof ResourceDecision.Denied denial)) {
            return json;
        }
        ObjectNode more = json == null ? JsonNodeFactory.instance.objectNode() : json;
        return more.put("resource", denial.why());
    }

    private static List<AuditAuth.GrantingPolicy> granting(
            Verdict verdict, Decision decision, Namespace namespace) {
        if (verdict.resource() instanceof ResourceDecision.Allowed leave && !decision.allowed()) {
            return List.of(new AuditAuth.GrantingPolicy(leave.why(), namespace.id(), "resource"));
        }
        if (decision.isRoot()) {
            return List.of(new AuditAuth.GrantingPolicy("root", namespace.id(), "acl"));
        }
        return decision.grantedBy().stream()
                .map(source -> new AuditAuth.GrantingPolicy(source.policy(), namespace.id(), "acl"))
                .toList();
    }

    AuditRequest request(
            AuditHasher hasher,
            Transaction transaction,
            Request request,
            Routed routed,
            @Nullable Caller caller) {
        Namespace namespace = routed.namespace() == null ? Namespace.ROOT : routed.namespace();
        AuditRequest.Builder entry =
                AuditRequest.builder(
                                request.id().toString(),
                                request.operation().name().toLowerCase(Locale.ROOT),
                                request.path())
                        .namespace(namespace.id(), namespace.path())
                        .remote(request.remote().address(), request.remote().port())
                        .wrapTtlSeconds(request.wrapTtl().toSeconds())
                        .headers(
                                headers.headers(transaction)
                                        .select(name ->
                                                request.headers().getOrDefault(name, List.of())));
        Action action = request.action();
        if (action == null) {
            entry.api(VAULT, "");
        } else {
            entry.api(action.api(), action.name());
        }
        if (!request.credential().isEmpty()) {
            HashedTokens.Pair hashes =
                    caller == null
                            ? new HashedTokens.Pair(
                                    hasher.hash(request.credential()), Hashed.ABSENT)
                            : hashed.of(hasher, request.credential(), caller.token());
            entry.clientToken(hashes.token(), hashes.accessor());
        }
        if (!request.body().object().isEmpty()) {
            entry.data(AuditData.of(request.body().object()));
        }
        Mount mount = mount(routed);
        if (mount != null) {
            entry.mount(auditMount(mount))
                    .nonHmacKeys(Set.copyOf(mount.config().auditNonHmacRequestKeys()));
        }
        return entry.build();
    }

    private static @Nullable Mount mount(@Nullable Routed routed) {
        return routed == null || routed.mounted() == null ? null : routed.mounted().mount();
    }

    private static AuditMount auditMount(Mount mount) {
        String mountClass = mount.engineClass() == EngineClass.AUTH ? "auth" : "secret";
        return new AuditMount(mount.path(), mount.type(), mount.accessor(), "", mountClass);
    }

    AuditResponse response(AuditHasher hasher, Trail trail, Response response) {
        AuditResponse.Builder entry = AuditResponse.builder().warnings(response.warnings());
        Mount mount = mount(trail.routed);
        if (mount != null) {
            entry.mount(auditMount(mount))
                    .nonHmacKeys(Set.copyOf(mount.config().auditNonHmacResponseKeys()));
        }
        if (response.data() != null) {
            entry.data(AuditData.ofJson(MAPPER.writeValueAsBytes(response.data())));
        }
        if (response.auth() != null) {
            entry.auth(granted(hasher, response.auth()));
        }
        if (response.mfa() != null) {
            entry.auth(AuditAuth.builder().entityId(response.mfa().entityId()).build());
            entry.data(AuditData.of(pending(response.mfa())));
        }
        if (response.lease() != null) {
            entry.leaseId(response.lease().leaseId());
        }
        if (response.wrapInfo() != null) {
            entry.wrapInfo(wrapInfo(hasher, response.wrapInfo()));
        }
        return entry.build();
    }

    private static AuditWrapInfo wrapInfo(AuditHasher hasher, WrapInfo info) {
        return new AuditWrapInfo(
                info.ttl(),
                hasher.hash(info.token()),
                hasher.hash(info.accessor()),
                info.creationTime(),
                info.creationPath(),
                info.wrappedAccessor().isEmpty()
                        ? Hashed.ABSENT
                        : hasher.hash(info.wrappedAccessor()));
    }

    private static AuditAuth granted(AuditHasher hasher, AuthGrant grant) {
        return AuditAuth.builder()
                .clientToken(hasher.hash(grant.clientToken()))
                .accessor(hasher.hash(grant.accessor()))
                .policies(grant.policies())
                .tokenPolicies(grant.tokenPolicies())
                .identityPolicies(grant.identityPolicies())
                .metadata(grant.metadata())
                .entityId(grant.entityId())
                .numUses(grant.numUses())
                .tokenType(grant.tokenType())
                .tokenTtlSeconds(grant.leaseDuration())
                .build();
    }

    /** So that the request that confirms a login can be found by the hash of the login's id. */
    private static ObjectNode pending(MfaRequirement requirement) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.putObject("mfa_requirement").put("mfa_request_id", requirement.requestId());
        return data;
    }

    /** Whom a refused request without a token is about; null for nobody. */
    static @Nullable AuditAuth concerned(String entityId) {
        return entityId.isEmpty()
                ? null
                : AuditAuth.builder().entityId(entityId).tokenType("default").build();
    }

    /** The failure in the words of its answer. */
    static String error(Failure failure) {
        return switch (failure) {
            case Failure.PermissionDenied denied -> denied.message();
            case Failure.NotFound missing -> String.join("; ", missing.errors());
            case Failure.Gone gone -> gone.message();
            case Failure.InvalidRequest invalid -> String.join("; ", invalid.errors());
            case Failure.Named named -> named.code() + ": " + named.message();
            case Failure.UnsupportedOperation _ -> "unsupported operation";
            case Failure.UnsupportedMediaType unsupported -> unsupported.message();
            case Failure.TooLarge tooLarge -> tooLarge.message();
            case Failure.Sealed _ -> "sealed";
            case Failure.NotInitialised _ -> "not initialised";
            case Failure.RateLimited limited -> limited.message();
            case Failure.Unavailable unavailable -> unavailable.message();
            case Failure.OutcomeUnknown unknown -> unknown.message();
            case Failure.Internal internal -> internal.message();
        };
    }
}
