package io.sealwright.server.auth.userpass;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LoginTokens;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * {@code login/{username}}: a password for a token. A user that does not exist is answered, counted
 * and paid for like a wrong password.
 */
@Component
final class UserLogin {
    /** In a token's internal data and metadata. */
    static final String USERNAME = "username";

    private final PasswordHashing hashing;
    private final Lockouts lockouts;
    private final LoginTokens tokens;

    UserLogin(PasswordHashing hashing, Lockouts lockouts, LoginTokens tokens) {
        this.hashing = hashing;
        this.lockouts = lockouts;
        this.tokens = tokens;
    }

    Route route() {
        return Route.at("login/{username}", "Logs in with a password.")
                .field("password", FieldType.STRING, "The user's password.")
                .unauthenticated()
                .on(Operation.UPDATE, this::login)
                .build();
    }

    private Response login(Call call) {
        String name = LoginNames.folded(call.path("username"));
        lockouts.requireUnlocked(call, name);
        byte[] password = call.string("password").getBytes(StandardCharsets.UTF_8);
        User user = Users.find(call.records(), name);
        boolean right =
                hashing.matches(
                        call.request(),
                        password,
                        user == null ? PasswordHashing.NOBODYS : user.passwordHash());
        if (user == null || !right) {
            throw lockouts.failed(
                    call,
                    name,
                    user != null,
                    RequestFailure.invalid("invalid username or password"));
        }
        lockouts.succeeded(call, name);
        return tokens.issue(
                call,
                new LoginTokens.Login(
                        name, name, user.token(), Map.of(USERNAME, name), Map.of(USERNAME, name)));
    }
}
