package io.sealwright.server.auth.ldap;

import io.sealwright.policy.Operation;
import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.BoundAddresses;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.storage.barrier.Decoded;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * {@code login/{username}}: a directory's name and password for a token. A user that does not exist
 * is answered, counted and asked for like a wrong password.
 */
@Component
final class LdapLogin {
    /** In a token's metadata and its internal data. */
    static final String USERNAME = "username";

    /** In a token's internal data: a renewal binds again with it, as at the peer. */
    static final String PASSWORD = "password";

    static final String WRONG = "ldap operation failed: failed to bind as user";

    private final Directory directory;
    private final Lockouts lockouts;
    private final LoginTokens tokens;

    LdapLogin(Directory directory, Lockouts lockouts, LoginTokens tokens) {
        this.directory = directory;
        this.lockouts = lockouts;
        this.tokens = tokens;
    }

    Route route() {
        return Route.at(
                        "login/{username...}",
                        "Logs in with a name and a password of the directory.")
                .field("password", FieldType.STRING, "The user's password.")
                .unauthenticated()
                .on(Operation.UPDATE, this::login)
                .build();
    }

    private Response login(Call call) {
        Decoded<Config> config = Config.find(call.records());
        if (config == null) {
            throw RequestFailure.invalid("auth method not configured");
        }
        if (!BoundAddresses.allow(config.value().token().boundCidrs(), call.request().remote())) {
            throw RequestFailure.denied();
        }
        String password = call.string("password", "");
        if (password.isEmpty()) {
            throw RequestFailure.invalid(
                    "password cannot be of zero length when passwordless binds are being denied");
        }
        LoginName name = LoginName.of(call.path("username"));
        if (name == null || !Passwords.isFit(password)) {
            throw RequestFailure.invalid(WRONG);
        }
        lockouts.requireUnlocked(call, name.counted());
        return switch (directory.check(call.request(), config, name, password)) {
            case Checked.Refused refused ->
                    throw lockouts.failed(
                            call,
                            name.counted(),
                            isKnown(call, config.value(), name, refused),
                            RequestFailure.invalid(WRONG));
            case Checked.Person person -> issued(call, config.value(), name, password, person);
        };
    }

    /** A directory that is not searched does not tell: then it is who has been here before. */
    private boolean isKnown(Call call, Config config, LoginName name, Checked.Refused refused) {
        return refused.known()
                || !config.searches() && tokens.hasLoggedIn(call, config.users().aliasOf(name));
    }

    private Response issued(
            Call call, Config config, LoginName name, String password, Checked.Person person) {
        lockouts.succeeded(call, name.counted());
        Granted granted = Granted.to(call.records(), config, name, person.groups());
        String shown = name.local(config.users().caseSensitive());
        Response response =
                tokens.issue(
                        call,
                        new LoginTokens.Login(
                                person.alias(),
                                shown,
                                granted.settings(),
                                Map.of(USERNAME, shown),
                                Map.of(USERNAME, name.text(), PASSWORD, password),
                                granted.groups(),
                                Map.of("name", shown)));
        return person.groups().isEmpty()
                ? response.withWarning(
                        "no LDAP groups found in groupDN \""
                                + config.groups().dn()
                                + "\"; only policies from locally-defined groups available")
                : response;
    }
}
