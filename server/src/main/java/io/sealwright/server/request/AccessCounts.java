package io.sealwright.server.request;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Caller;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.usage.Accesses;
import io.sealwright.server.usage.RefusalReason;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts what was answered and refused: the one place where that is known of every request.
 * Thread-safe.
 */
@Component
final class AccessCounts {
    private static final Set<Operation> LISTINGS = EnumSet.of(Operation.LIST, Operation.SCAN);
    private static final String NOBODY = "-";

    private final Accesses accesses;

    AccessCounts(Accesses accesses) {
        this.accesses = accesses;
    }

    void answered(Trail trail, Answer answer) {
        switch (answer) {
            case Answer.Success success -> succeeded(trail, success);
            case Answer.Failed failed -> {
                RefusalReason reason = reason(trail, failed.failure());
                if (reason != null) {
                    refused(trail, reason);
                }
            }
        }
    }

    private void succeeded(Trail trail, Answer.Success success) {
        if (success.response().auth() != null) {
            accesses.grantedToken();
        }
        if (success.response().lease() != null) {
            accesses.grantedLease();
        }
        Routed routed = trail.routed;
        Operation operation = trail.request.operation();
        if (routed != null
                && routed.namespace() != null
                && routed.mounted() != null
                && routed.match() != null
                && operation != Operation.HELP
                && routed.mounted().mount().engineClass() == EngineClass.SECRET
                && !routed.mounted().type().builtin()) {
            boolean listing = LISTINGS.contains(operation);
            boolean write = !listing && operation != Operation.READ;
            // A reader who waited for a version in vain got no value.
            boolean value = write || (!listing && success.response().status() != 204);
            count(
                    routed.namespace(),
                    routed.mounted().mount(),
                    value ? secret(routed.match()) : "",
                    trail,
                    write);
        }
    }

    private void count(
            Namespace namespace, Mount mount, String secret, Trail trail, boolean write) {
        accesses.answered(
                namespace, mount, secret, identity(trail.caller), write, trail.request.time());
    }

    private static String secret(RouteIndex.Match match) {
        String parameter = match.route().secret();
        return parameter == null ? "" : match.parameters().getOrDefault(parameter, "");
    }

    /** An entity's id; a token that has none is called what it was made as. */
    private static String identity(@Nullable Caller caller) {
        if (caller == null) {
            return NOBODY;
        }
        return caller.identity() == null
                ? caller.token().displayName()
                : caller.identity().entityId();
    }

    /** Null for what is no refusal. */
    private static @Nullable RefusalReason reason(Trail trail, Failure failure) {
        return switch (failure) {
            case Failure.PermissionDenied _ -> denied(trail);
            case Failure.InvalidRequest _ -> login(trail) ? RefusalReason.LOGIN : null;
            case Failure.RateLimited _ -> RefusalReason.RATE_LIMIT;
            // Of a signature; a caller who is known has only asked for something wrong.
            case Failure.Named _ -> trail.caller == null ? RefusalReason.BAD_TOKEN : null;
            case Failure.NotFound _,
                    Failure.Gone _,
                    Failure.UnsupportedOperation _,
                    Failure.UnsupportedMediaType _,
                    Failure.TooLarge _,
                    Failure.Sealed _,
                    Failure.NotInitialised _,
                    Failure.Unavailable _,
                    Failure.OutcomeUnknown _,
                    Failure.Internal _ ->
                    null;
        };
    }

    private static RefusalReason denied(Trail trail) {
        if (login(trail)) {
            return RefusalReason.LOGIN;
        }
        if (trail.caller != null) {
            return trail.refused ? RefusalReason.POLICY : RefusalReason.ENGINE;
        }
        return trail.request.token().isEmpty() ? RefusalReason.NO_TOKEN : RefusalReason.BAD_TOKEN;
    }

    private static boolean login(Trail trail) {
        Routed routed = trail.routed;
        return routed != null
                && routed.unauthenticated()
                && routed.mounted() != null
                && routed.mounted().mount().engineClass() == EngineClass.AUTH;
    }

    private void refused(Trail trail, RefusalReason reason) {
        Routed routed = trail.routed;
        Instant at = trail.request.time();
        Namespace namespace = routed == null ? null : routed.namespace();
        String namespacePath = namespace == null ? "" : namespace.path();
        Mount mount = routed == null || routed.mounted() == null ? null : routed.mounted().mount();
        String mountPath = mount == null ? "" : mount.path();
        if (routed == null || trail.caller == null) {
            accesses.refused(namespacePath, mountPath, reason, at);
        } else {
            String path = routed.path();
            accesses.refused(
                    namespacePath,
                    mountPath,
                    path.substring(Math.min(path.length(), mountPath.length())),
                    identity(trail.caller),
                    reason,
                    at);
        }
    }
}
