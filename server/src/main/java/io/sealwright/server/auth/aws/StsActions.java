package io.sealwright.server.auth.aws;

import io.sealwright.server.aws.RoleArn;
import io.sealwright.server.aws.StsErrors;
import io.sealwright.server.aws.StsOperation;
import io.sealwright.server.sigv4.RequestSignature;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.BoundAddresses;
import io.sealwright.server.token.SessionRoles;
import io.sealwright.server.token.SignerTokens;
import io.sealwright.server.token.TokenSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What does each operation of STS for a signer. Nothing is written by any of them. */
@Component
final class StsActions {
    private final Accounts accounts;
    private final Sessions sessions;
    private final SessionRoles roles;
    private final SignerTokens tokens;
    private final WebIdentityAction web;
    private final Credentials credentials;
    private final SecureRandom random;

    StsActions(
            Accounts accounts,
            Sessions sessions,
            SessionRoles roles,
            SignerTokens tokens,
            WebIdentityAction web,
            Credentials credentials,
            SecureRandom random) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.roles = roles;
        this.tokens = tokens;
        this.web = web;
        this.credentials = credentials;
        this.random = random;
    }

    Handler handler(StsOperation operation) {
        return switch (operation) {
            case GET_CALLER_IDENTITY -> this::callerIdentity;
            case GET_SESSION_TOKEN -> this::sessionToken;
            case ASSUME_ROLE -> this::assumeRole;
            case ASSUME_ROLE_WITH_WEB_IDENTITY -> web::assume;
        };
    }

    private Response callerIdentity(Call call) {
        Account account = accounts.of(call.records());
        Principal who = principal(call, account);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("Arn", who.arn());
        data.put("UserId", who.id());
        data.put("Account", account.id());
        return Response.of(data);
    }

    private Principal principal(Call call, Account account) {
        Session session = sessions.of(call.request());
        return session != null && session.ofRole()
                ? credentials.principal(account, session)
                : Principal.user(account.id(), call.mount().accessor(), signer(call));
    }

    private static String signer(Call call) {
        return call.caller().token().internal().getOrDefault(Standings.SIGNER, "");
    }

    private Response sessionToken(Call call) {
        if (sessions.of(call.request()) != null) {
            throw StsErrors.denied("Cannot call GetSessionToken with session credentials");
        }
        Duration life =
                new StsParameters(call.body())
                        .life(
                                StsParameters.SIGNERS_LIFE,
                                StsParameters.SIGNERS_USUAL_LIFE,
                                tokens.longest(call.mount(), TokenSettings.NONE));
        return Response.of(credentials.of(session(call, life, own(call))));
    }

    private static Session.Origin own(Call call) {
        return Session.Origin.ofSigner(
                call.mount().namespaceId(),
                call.mount().accessor(),
                signer(call),
                signature(call).accessKeyId());
    }

    private static RequestSignature signature(Call call) {
        if (call.request().action() instanceof Action.Signed signed) {
            return signed.signature();
        }
        throw new IllegalStateException("a request without a signature");
    }

    /**
     * None lives longer than the access key that it was asked for with, if that is one that lasts.
     */
    private Session session(Call call, Duration life, Session.Origin origin) {
        long ends = call.caller().token().expireTime();
        boolean capped = ends > 0 && sessions.of(call.request()) == null;
        Duration left = capped ? Duration.between(call.now(), Instant.ofEpochMilli(ends)) : life;
        return Session.of(random, call.now(), StsParameters.lesser(life, left), origin);
    }

    private Response assumeRole(Call call) {
        StsParameters parameters = new StsParameters(call.body());
        RoleArn arn = parameters.role();
        String name = parameters.sessionName();
        Account account = accounts.of(call.records());
        if (!arn.account().equals(account.id())) {
            throw StsErrors.denied("The role is of another account than the caller's");
        }
        TokenSettings role = role(call, arn.name());
        Session from = sessions.of(call.request());
        Duration life = life(call, parameters, role, from);
        Session.Origin origin =
                (from == null ? own(call) : from.origin()).assuming(arn.name(), name);
        if (origin.roles().size() > Session.MAX_ROLES) {
            throw StsErrors.validation(
                    "At most " + Session.MAX_ROLES + " roles can be assumed one from the other");
        }
        return Response.of(credentials.ofRole(account, session(call, life, origin)));
    }

    private TokenSettings role(Call call, String name) {
        TokenSettings role = roles.find(call.transaction(), call.mount().namespaceId(), name);
        if (role == null) {
            throw StsErrors.denied("There is no token role of this name");
        }
        if (!BoundAddresses.allow(role.boundCidrs(), call.request().remote())) {
            throw RequestFailure.denied();
        }
        return role;
    }

    private Duration life(
            Call call, StsParameters parameters, TokenSettings role, @Nullable Session from) {
        boolean chained = from != null && from.ofRole();
        return parameters.life(
                chained ? StsParameters.CHAINED_LIFE : StsParameters.ROLES_LIFE,
                StsParameters.USUAL_LIFE,
                tokens.longest(call.mount(), role));
    }
}
