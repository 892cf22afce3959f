package io.sealwright.server.token;

import io.sealwright.policy.Operation;
import io.sealwright.server.identity.Identities;
import io.sealwright.server.identity.Identity;
import io.sealwright.server.identity.mfa.Demand;
import io.sealwright.server.identity.mfa.Passcodes;
import io.sealwright.server.identity.mfa.SecondFactors;
import io.sealwright.server.identity.mfa.SecondFactors.Unconfirmed;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/mfa/validate}: second factors for the token of a login that was begun before, on
 * whichever node.
 */
@Component
final class LoginConfirmation implements SysRoutes {
    private static final String ID = "mfa_request_id";
    private static final String PAYLOAD = "mfa_payload";

    private final PendingLogins pending;
    private final Issuers issuers;
    private final Identities identities;
    private final SecondFactors factors;
    private final LoginTokens tokens;

    LoginConfirmation(
            PendingLogins pending,
            Issuers issuers,
            Identities identities,
            SecondFactors factors,
            LoginTokens tokens) {
        this.pending = pending;
        this.issuers = issuers;
        this.identities = identities;
        this.factors = factors;
        this.tokens = tokens;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("mfa/validate", "Confirms a login, and gives its token.")
                        .field(ID, FieldType.STRING, "As the login was answered with.")
                        .field(
                                PAYLOAD,
                                FieldType.MAP,
                                "Passcodes by the ids of MFA methods, each in a list.")
                        .unauthenticated()
                        .on(Operation.UPDATE, this::validate)
                        .build());
    }

    private Response validate(Call call) {
        String id = call.string(ID, "");
        if (id.isEmpty()) {
            throw RequestFailure.invalid("missing request ID");
        }
        ObjectNode payload = call.object(PAYLOAD);
        if (payload == null) {
            throw RequestFailure.invalid("missing mfa payload");
        }
        Passcodes sent = Passcodes.ofPayload(payload);
        PendingLogin login =
                pending.find(call.transaction(), call.mount().namespaceId(), id, call.now());
        if (login == null) {
            throw RequestFailure.invalid("invalid request ID");
        }
        return confirm(call, id, login, sent);
    }

    /** All is asked as it is now: whom the login is of, and what has to confirm it. */
    private Response confirm(Call call, String id, PendingLogin login, Passcodes sent) {
        int namespace = call.mount().namespaceId();
        Mounted mounted = issuers.find(call.transaction(), namespace, login.accessor());
        Identity identity = identities.find(call.transaction(), namespace, login.entityId());
        if (mounted == null || identity == null) {
            throw again("its auth mount or its entity is gone").concerning(login.entityId());
        }
        if (identity.disabled()) {
            throw RequestFailure.denied().concerning(identity.entityId());
        }
        BoundAddresses.requireAllowed(
                login.login().settings().boundCidrs(), call.request().remote());
        Demand demand = factors.demand(call.transaction(), mounted.mount(), identity);
        if (demand.isEmpty()) {
            throw again("no second factor is asked for any more").concerning(identity.entityId());
        }
        Unconfirmed refused =
                factors.check(
                        call.transaction(), mounted.mount(), identity, demand, sent, call.now());
        if (refused != null) {
            throw new RequestFailure(new Failure.PermissionDenied(refused.why()))
                    .concerning(identity.entityId())
                    .remembering(refused.remembered())
                    .remembering(later -> pending.failed(later, namespace, id));
        }
        pending.remove(call.transaction(), namespace, id);
        return tokens.token(call.transaction(), mounted.mount(), login, identity, call.now());
    }

    private static RequestFailure again(String why) {
        return RequestFailure.invalid("this login cannot be confirmed: " + why + "; log in again");
    }
}
