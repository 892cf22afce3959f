package io.sealwright.server.auth.aws;

import io.sealwright.policy.Operation;
import io.sealwright.server.aws.RoleArn;
import io.sealwright.server.aws.StsErrors;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestBody;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.WebIdentities;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.SignerTokens;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import java.security.SecureRandom;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * AssumeRoleWithWebIdentity: a login at another auth mount that ends in a session instead of a
 * token. Like a login it may write the entity of somebody who comes for the first time.
 */
@Component
final class WebIdentityAction {
    private static final String DENIED = "Not authorized to perform sts:AssumeRoleWithWebIdentity";

    private final Accounts accounts;
    private final ObjectProvider<Mounts> mounts;
    private final Namespaces namespaces;
    private final SignerTokens tokens;
    private final Standings standings;
    private final Credentials credentials;
    private final SecureRandom random;

    WebIdentityAction(
            Accounts accounts,
            ObjectProvider<Mounts> mounts,
            Namespaces namespaces,
            SignerTokens tokens,
            Standings standings,
            Credentials credentials,
            SecureRandom random) {
        this.accounts = accounts;
        this.mounts = mounts;
        this.namespaces = namespaces;
        this.tokens = tokens;
        this.standings = standings;
        this.credentials = credentials;
        this.random = random;
    }

    Response assume(Call call) {
        StsParameters parameters = new StsParameters(call.body());
        RoleArn arn = parameters.role();
        String name = parameters.sessionName();
        String token = parameters.webIdentityToken();
        Account account = accounts.of(call.records());
        Mounted mounted = mount(call, account, arn);
        Call login = login(call, mounted, arn.name(), token);
        LoginTokens.Login who = identified(mounted, login);
        Session session =
                Session.of(
                        random,
                        call.now(),
                        life(parameters, mounted, who.settings()),
                        Session.Origin.ofWeb(
                                call.mount().namespaceId(),
                                call.mount().accessor(),
                                web(mounted, login, arn.name(), who),
                                name));
        requireStanding(call, session);
        ObjectNode data = credentials.ofRole(account, session);
        data.put("SubjectFromWebIdentityToken", who.alias());
        return Response.of(data);
    }

    private Mounted mount(Call call, Account account, RoleArn arn) {
        Mounted mounted =
                account.webIdentityMount().isEmpty() || !account.id().equals(arn.account())
                        ? null
                        : mounts.getObject()
                                .table(call.transaction(), call.mount().namespaceId())
                                .at(account.webIdentityMount());
        if (mounted == null || !(mounted.type() instanceof WebIdentities)) {
            throw StsErrors.denied(
                    DENIED
                            + ": no auth mount lets web identities into this account"
                            + " (web_identity_mount of auth/aws/config)");
        }
        return mounted;
    }

    /** The call of a login there, as if it had been sent. */
    private static Call login(Call call, Mounted mounted, String role, String token) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put(WebIdentities.ROLE, role);
        body.put(WebIdentities.TOKEN, token);
        Request sent = call.request();
        String path = mounted.mount().path() + WebIdentities.PATH;
        RouteIndex.Match match = mounted.route(path, Operation.UPDATE);
        if (match == null) {
            throw new IllegalStateException("an auth mount without logins");
        }
        Request request =
                new Request(
                        sent.id(),
                        Operation.UPDATE,
                        sent.namespace(),
                        path,
                        new RequestBody(body, new byte[0]),
                        "",
                        Duration.ZERO,
                        sent.remote(),
                        sent.headers(),
                        sent.time(),
                        sent.deadline(),
                        sent.once(),
                        null);
        EngineContext context = new EngineContext(call.transaction(), mounted.mount(), call.now());
        return new Call(request, context, match.route(), match.parameters(), null);
    }

    /** What a login refuses, in the words of STS. */
    private static LoginTokens.Login identified(Mounted mounted, Call login) {
        if (!(mounted.type() instanceof WebIdentities identities)) {
            throw StsErrors.denied(DENIED);
        }
        try {
            return identities.identified(login);
        } catch (RequestFailure e) {
            throw refused(e);
        }
    }

    private static RequestFailure refused(RequestFailure e) {
        if (e.failure() instanceof Failure.InvalidRequest invalid) {
            return refused(String.join("; ", invalid.errors()));
        }
        return e.failure() instanceof Failure.Unavailable busy
                ? StsErrors.providerUnreachable(busy.message())
                : e;
    }

    private static RequestFailure refused(String why) {
        if (why.contains("fetching keys")) {
            return StsErrors.providerUnreachable(why);
        }
        if (why.contains("token is expired")) {
            return StsErrors.expiredIdentityToken(why);
        }
        return why.startsWith("error validating token")
                ? StsErrors.invalidIdentityToken(why)
                : StsErrors.denied(DENIED + ": " + why);
    }

    private Duration life(StsParameters parameters, Mounted mounted, TokenSettings settings) {
        if (settings.numUses() > 0) {
            throw StsErrors.validation(
                    "The role has token_num_uses, which a session cannot keep to");
        }
        Duration usual =
                settings.ttl() > 0
                        ? StsParameters.lesser(
                                Duration.ofSeconds(settings.ttl()), StsParameters.USUAL_LIFE)
                        : StsParameters.USUAL_LIFE;
        return parameters.life(
                StsParameters.ROLES_LIFE, usual, tokens.longest(mounted.mount(), settings));
    }

    private Session.WebLogin web(Mounted mounted, Call login, String role, LoginTokens.Login who) {
        return new Session.WebLogin(
                mounted.mount().accessor(),
                role,
                who.alias(),
                who.metadata(),
                who.internal(),
                tokens.entity(login, who),
                login.request().remote().address());
    }

    /** What would be refused at its first use is refused now: an address, a second factor. */
    private void requireStanding(Call call, Session session) {
        Namespace namespace = namespaces.tree(call.transaction()).open(call.mount().namespaceId());
        if (namespace == null) {
            throw StsErrors.denied(DENIED);
        }
        TokenEntry _ =
                standings.of(
                        call.transaction(),
                        new Places.Place(namespace, call.mount(), ""),
                        session,
                        call.request());
    }
}
