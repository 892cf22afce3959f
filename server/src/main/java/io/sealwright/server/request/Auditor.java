package io.sealwright.server.request;

import io.sealwright.audit.AuditAuth;
import io.sealwright.audit.AuditData;
import io.sealwright.audit.AuditEntry;
import io.sealwright.audit.AuditHasher;
import io.sealwright.audit.AuditMount;
import io.sealwright.audit.AuditRequest;
import io.sealwright.audit.AuditResponse;
import io.sealwright.audit.AuditUnavailableException;
import io.sealwright.audit.AuditWrapInfo;
import io.sealwright.audit.Hashed;
import io.sealwright.audit.PendingEntry;
import io.sealwright.policy.Decision;
import io.sealwright.server.auditing.Auditing;
import io.sealwright.server.auditing.HeaderSettings;
import io.sealwright.server.auditing.OpenAudit;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WrapInfo;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the two audit lines of a request: the first before its engine runs, the second after its
 * commit; the answer leaves when both are durable.
 */
@Component
final class Auditor {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Auditing auditing;
    private final HeaderSettings headers;
    private final InstantSource clock;

    Auditor(Auditing auditing, HeaderSettings headers, InstantSource clock) {
        this.auditing = auditing;
        this.headers = headers;
        this.clock = clock;
    }

    Trail trail(Request request) {
        return new Trail(request);
    }

    /**
     * The request line; written once, whatever number of times the transaction runs.
     *
     * @param decision null where nothing was to be decided: no valid token, or a route that needs
     *     none
     * @throws AuditRefused if no device takes it
     */
    void request(
            Trail trail,
            Transaction transaction,
            Request request,
            Routed routed,
            @Nullable Caller caller,
            @Nullable Decision decision) {
        trail.caller = caller;
        trail.routed = routed;
        if (trail.requestEntry != null) {
            return;
        }
        OpenAudit audit = auditing.current();
        if (audit.silent()) {
            return;
        }
        boolean refused =
                caller == null && !routed.unauthenticated()
                        || decision != null && !decision.allowed();
        AuditEntry entry =
                audit.format()
                        .request(
                                request.time(),
                                auth(audit.hasher(), request, caller, decision),
                                entry(audit.hasher(), transaction, request, routed, caller),
                                refused ? "permission denied" : "",
                                explain(decision));
        trail.requestEntry = entry;
        trail.pendingRequest = taken(() -> audit.log().request(entry));
    }

    /**
     * The response line, then the wait for both. A request that was never audited (sealed) gets no
     * line.
     */
    Answer answered(Trail trail, Answer answer) {
        AuditEntry requestEntry = trail.requestEntry;
        PendingEntry pendingRequest = trail.pendingRequest;
        if (requestEntry == null || pendingRequest == null) {
            return answer;
        }
        try {
            OpenAudit audit = auditing.current();
            AuditEntry entry = response(audit, trail, requestEntry, answer);
            PendingEntry pendingResponse = taken(() -> audit.log().response(entry));
            long until = atLeastASecond(trail.request.deadline());
            audit.log().await(pendingRequest, until);
            audit.log().await(pendingResponse, until);
            return answer;
        } catch (AuditRefused | AuditUnavailableException e) {
            return new Answer.Failed(
                    new Failure.OutcomeUnknown(
                            "the answer could not be audited: if this was a write, it may have happened"));
        }
    }

    /** The lines of a request that used up its time still get a moment to reach the disk. */
    private static long atLeastASecond(Deadline deadline) {
        long second = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        return deadline.nanoTime() - second > 0 ? deadline.nanoTime() : second;
    }

    private interface Taking {
        PendingEntry take();
    }

    private static PendingEntry taken(Taking taking) {
        try {
            return taking.take();
        } catch (AuditUnavailableException e) {
            throw new AuditRefused();
        }
    }

    private AuditEntry response(
            OpenAudit audit, Trail trail, AuditEntry requestEntry, Answer answer) {
        Instant now = clock.instant();
        return switch (answer) {
            case Answer.Success success ->
                    audit.format()
                            .response(
                                    now,
                                    requestEntry,
                                    success(audit.hasher(), trail, success.response()));
            case Answer.Failed failed ->
                    audit.format()
                            .response(
                                    now,
                                    requestEntry,
                                    null,
                                    AuditResponse.EMPTY,
                                    error(failed.failure()),
                                    null);
        };
    }

    private static AuditResponse success(AuditHasher hasher, Trail trail, Response response) {
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

    private static AuditAuth auth(
            AuditHasher hasher,
            Request request,
            @Nullable Caller caller,
            @Nullable Decision decision) {
        if (caller == null) {
            return AuditAuth.NONE;
        }
        AuditAuth.Builder auth =
                AuditAuth.builder()
                        .clientToken(hasher.hash(request.token()))
                        .accessor(hasher.hash(caller.token().accessor()))
                        .displayName(caller.token().displayName())
                        .policies(caller.policies())
                        .tokenPolicies(caller.token().policies())
                        .metadata(caller.token().metadata())
                        .numUses(caller.token().numUses())
                        .entityId(caller.token().entityId())
                        .tokenType(caller.token().type())
                        .tokenTtlSeconds(caller.token().ttl())
                        .tokenIssueTime(Instant.ofEpochSecond(caller.token().creationTime()));
        if (decision != null) {
            List<AuditAuth.GrantingPolicy> granting =
                    decision.isRoot()
                            ? List.of(new AuditAuth.GrantingPolicy("root", "root", "acl"))
                            : decision.grantedBy().stream()
                                    .map(source ->
                                            new AuditAuth.GrantingPolicy(
                                                    source.policy(), "root", "acl"))
                                    .toList();
            auth.policyResults(new AuditAuth.PolicyResults(decision.allowed(), granting));
        }
        return auth.build();
    }

    private AuditRequest entry(
            AuditHasher hasher,
            Transaction transaction,
            Request request,
            Routed routed,
            @Nullable Caller caller) {
        AuditRequest.Builder entry =
                AuditRequest.builder(
                                request.id().toString(),
                                request.operation().name().toLowerCase(Locale.ROOT),
                                request.path())
                        .remote(request.remote().address(), request.remote().port())
                        .wrapTtlSeconds(request.wrapTtl().toSeconds())
                        .headers(
                                headers.headers(transaction)
                                        .select(name ->
                                                request.headers().getOrDefault(name, List.of())));
        if (!request.token().isEmpty()) {
            entry.clientToken(
                    hasher.hash(request.token()),
                    caller == null ? Hashed.ABSENT : hasher.hash(caller.token().accessor()));
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

    private static @Nullable ObjectNode explain(@Nullable Decision decision) {
        if (decision == null || decision.allowed()) {
            return null;
        }
        return JsonNodeFactory.instance.objectNode().put("why", decision.why());
    }

    private static String error(Failure failure) {
        return switch (failure) {
            case Failure.PermissionDenied denied -> denied.message();
            case Failure.NotFound missing -> String.join("; ", missing.errors());
            case Failure.InvalidRequest invalid -> String.join("; ", invalid.errors());
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
