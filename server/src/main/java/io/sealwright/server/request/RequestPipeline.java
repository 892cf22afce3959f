package io.sealwright.server.request;

import io.sealwright.policy.Decision;
import io.sealwright.policy.Operation;
import io.sealwright.server.events.DeniedReads;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.quotas.RateCount;
import io.sealwright.server.quotas.RateLimits;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.NotYet;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenStore;
import io.sealwright.server.wrapping.Wrapping;
import io.sealwright.storage.Keys;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.ConflictException;
import io.sealwright.storage.barrier.SealedException;
import io.sealwright.storage.barrier.Transaction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The way of one request, in order: namespace and route, rate limits, authenticate, decide, audit
 * the request, act on the decision, engine, token use, wrap; commit; audit the answer, and wait
 * until both lines are durable. Thread-safe.
 *
 * <p>Everything up to the commit runs on one view and may run again on a newer one, after a
 * conflict or when what it waits for may have come; the request is audited once.
 */
@Component
final class RequestPipeline implements Pipeline {
    private static final Set<Operation> READS =
            EnumSet.of(Operation.READ, Operation.LIST, Operation.SCAN, Operation.HELP);

    private final Barrier barrier;
    private final Router router;
    private final RateLimits limits;
    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final Auditor auditor;
    private final DeniedReads denied;
    private final Mounts mounts;
    private final TokenStore tokens;
    private final Wrapping wrapping;
    private final Failures failures;
    private final Waits waits;
    private final AccessCounts counts;

    RequestPipeline(
            Barrier barrier,
            Router router,
            RateLimits limits,
            Authenticator authenticator,
            Authorizer authorizer,
            Auditor auditor,
            DeniedReads denied,
            Mounts mounts,
            TokenStore tokens,
            Wrapping wrapping,
            Failures failures,
            Waits waits,
            AccessCounts counts) {
        this.barrier = barrier;
        this.router = router;
        this.limits = limits;
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.auditor = auditor;
        this.denied = denied;
        this.mounts = mounts;
        this.tokens = tokens;
        this.wrapping = wrapping;
        this.failures = failures;
        this.waits = waits;
        this.counts = counts;
    }

    @Override
    public Answer handle(Request sent) {
        Request request = withListingSlash(sent);
        Trail trail = auditor.trail(request);
        Answer answer = auditor.answered(trail, followed(request, inTime(request, trail)));
        counts.answered(trail, answer);
        RateCount count = trail.count;
        return count == null || count.headers().isEmpty()
                ? answer
                : answer.withHeaders(count.headers());
    }

    /** At once, or when what it waits for has come. */
    private Answer inTime(Request request, Trail trail) {
        try {
            return execute(request, trail, false);
        } catch (NotYet later) {
            return waited(request, trail, later);
        }
    }

    private Answer waited(Request request, Trail trail, NotYet later) {
        try {
            return waits.answer(
                    request,
                    later,
                    (again, last) -> {
                        trail.request = again;
                        return execute(again, trail, last);
                    });
        } catch (SealedException e) {
            return new Answer.Failed(failures.of(request, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Failed(
                    new Failure.Unavailable("the node is stopping", Failures.SOON));
        }
    }

    /**
     * @throws NotYet if there is nothing to answer yet and this is not the last run; nothing was
     *     written
     */
    private Answer execute(Request request, Trail trail, boolean last) {
        try {
            return barrier.transact(
                    request.deadline(),
                    request.id(),
                    null,
                    transaction -> run(request, trail, transaction, last));
        } catch (NotYet e) {
            throw e;
        } catch (SealedException | StoreException | ConflictException | AuditRefused e) {
            return new Answer.Failed(failures.of(request, e));
        } catch (Exception | StackOverflowError e) {
            return new Answer.Failed(afterwards(request, trail, e));
        }
    }

    /** What an answer waits for. A wrapped one has left the caller's hands. */
    private Answer followed(Request request, Answer answer) {
        if (!(answer instanceof Answer.Success done)
                || done.response().following() == null
                || done.response().wrapInfo() != null) {
            return answer;
        }
        try {
            Response followed = done.response().following().await(request.deadline());
            return new Answer.Success(followed, done.mountType(), done.index());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer;
        } catch (Exception e) {
            return new Answer.Failed(failures.of(request, e));
        }
    }

    private Answer run(Request sent, Trail trail, Transaction transaction, boolean last) {
        Routed routed = router.route(transaction, sent);
        Request request = routed.inside(sent);
        limit(request, trail, transaction, routed);
        Standing standing = authenticator.authenticate(transaction, routed, request);
        Caller caller = standing instanceof Standing.Known known ? known.caller() : null;
        Request decided = withOperation(request, routed, caller, transaction);
        Verdict verdict = authorizer.verdict(transaction, decided, routed, standing);
        auditor.request(trail, transaction, decided, routed, caller, verdict);
        noteRefusal(decided, routed, caller, verdict);
        verdict.enforce();
        Response response = response(decided, routed, caller, transaction, last);
        if (caller != null && !routed.unauthenticated()) {
            tokens.use(transaction, caller.token(), request.time());
        }
        if (transaction.hasWrites()) {
            auditor.written(trail);
        }
        return new Answer.Success(
                response,
                routed.mounted() == null ? "" : routed.mounted().type().name(),
                transaction.index());
    }

    /** A refused request does not run again, so that it is noted once. */
    private void noteRefusal(
            Request request, Routed routed, @Nullable Caller caller, Verdict verdict) {
        Decision decision = verdict.refusal() == null ? null : verdict.decision();
        Mounted mounted = routed.mounted();
        if (decision != null && !decision.allowed() && caller != null && mounted != null) {
            denied.refused(request, mounted.mount(), caller, decision);
        }
    }

    /** A request counts once, whatever number of times the transaction runs. */
    private void limit(Request request, Trail trail, Transaction transaction, Routed routed) {
        RateCount count = trail.count;
        if (count == null) {
            count = limits.count(transaction, request, routed.mounted());
            trail.count = count;
        }
        RequestFailure refusal = count.refusal();
        if (refusal != null) {
            if (count.audited()) {
                auditor.request(
                        trail, transaction, request, routed, null, Verdict.refused(refusal));
            }
            throw refusal;
        }
    }

    private Response response(
            Request request,
            Routed routed,
            @Nullable Caller caller,
            Transaction transaction,
            boolean last) {
        try {
            return respond(request, routed, caller, transaction);
        } catch (NotYet e) {
            if (last) {
                return Response.empty();
            }
            throw e;
        }
    }

    private Response respond(
            Request request, Routed routed, @Nullable Caller caller, Transaction transaction) {
        Mounted mounted = routed.mounted();
        if (mounted == null) {
            throw RequestFailure.notFound(
                    "no handler for route \"" + request.path() + "\". route entry not found.");
        }
        if (request.operation() == Operation.HELP) {
            return PathHelp.render(mounted, routed.match(), request.path());
        }
        Call call = routed.call(request, mounted, caller, transaction);
        Handler handler = handler(request, mounted, call);
        if (handler == null) {
            throw new RequestFailure(new Failure.UnsupportedOperation());
        }
        if (!READS.contains(request.operation())) {
            requireName(request);
            mounts.requireUnchanged(transaction, mounted.mount());
        }
        List<String> warnings = request.action() == null ? Declared.check(call) : List.of();
        if (call.route().rootOnly() && mounted.mount().namespaceId() != Keys.ROOT_NAMESPACE) {
            throw RequestFailure.invalid("operation unavailable in namespaces");
        }
        Response response = handler.handle(call);
        // An answer without a body stays one, as the peer's does.
        if (response.status() != 204) {
            for (String warning : warnings) {
                response = response.withWarning(warning);
            }
        }
        return wrapIfAsked(request, routed, response, transaction);
    }

    private static @Nullable Handler handler(Request request, Mounted mounted, Call call) {
        Action action = request.action();
        return action == null
                ? call.route().handler(request.operation())
                : mounted.type().action(mounted.mount(), action);
    }

    /**
     * What would be written could be meant for the folder or for a record in it. Actions have words
     * of their own for a name that is none.
     */
    private static void requireName(Request request) {
        if (request.action() == null
                && request.operation() != Operation.DELETE
                && request.path().endsWith("/")) {
            throw RequestFailure.invalid("cannot write to a path ending in '/'");
        }
    }

    private Response wrapIfAsked(
            Request request, Routed routed, Response response, Transaction transaction) {
        boolean content =
                response.data() != null || response.auth() != null || response.mfa() != null;
        Namespace namespace = routed.namespace();
        if (request.wrapTtl().isZero()
                || namespace == null
                || !content
                || response.wrapInfo() != null
                || response.status() != 200) {
            return response;
        }
        return wrapping.wrap(transaction, request, namespace, response, request.time());
    }

    /** A write of a record that does not exist yet is a CREATE, where the route can tell. */
    private static Request withOperation(
            Request request, Routed routed, @Nullable Caller caller, Transaction transaction) {
        Mounted mounted = routed.mounted();
        if (request.operation() != Operation.UPDATE
                || request.action() != null
                || mounted == null
                || routed.match() == null) {
            return request;
        }
        var existence = routed.match().route().existence();
        if (existence == null
                || request.path().endsWith("/")
                || exists(existence, routed.call(request, mounted, caller, transaction))) {
            return request;
        }
        return request.withOperation(Operation.CREATE);
    }

    /** What is wrong with the request is said after it has been decided whether it may be made. */
    private static boolean exists(Predicate<Call> existence, Call call) {
        try {
            return existence.test(call);
        } catch (RequestFailure e) {
            return true;
        }
    }

    /**
     * What a refused request leaves behind, though what its engine had buffered is gone: it costs a
     * token with limited uses one of them, and some refusals are remembered.
     */
    private Failure afterwards(Request request, Trail trail, Throwable stopped) {
        Failure failure = failures.of(request, stopped);
        TokenEntry token = trail.limitedToken();
        Consumer<Transaction> remembered = null;
        if (stopped instanceof RequestFailure refused) {
            remembered = refused.remembered();
            trail.concerned = refused.entityId();
        }
        Consumer<Transaction> kept = remembered;
        if (token == null && kept == null) {
            return failure;
        }
        try {
            barrier.transact(
                    request.deadline(),
                    transaction -> {
                        if (token != null) {
                            tokens.use(transaction, token, request.time());
                        }
                        if (kept != null) {
                            kept.accept(transaction);
                        }
                        auditor.written(trail);
                        return failure;
                    });
            return failure;
        } catch (Exception e) {
            return failures.of(request, e);
        }
    }

    /**
     * A listing is of a folder: its path ends with a slash, for the policy and for the engine
     * alike.
     */
    private static Request withListingSlash(Request request) {
        boolean listing =
                request.operation() == Operation.LIST || request.operation() == Operation.SCAN;
        return listing && !request.path().endsWith("/")
                ? request.withPath(request.path() + "/")
                : request;
    }
}
