package io.sealwright.server.auth.userpass;

import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.server.token.TokenSettings;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The auth method {@code userpass}. */
@Component
final class UserpassEngineType implements EngineType {
    private final Lockouts lockouts;
    private final List<Route> routes;

    UserpassEngineType(UserRoutes users, UserLogin login, Lockouts lockouts) {
        this.lockouts = lockouts;
        routes = Stream.concat(users.routes().stream(), Stream.of(login.route())).toList();
    }

    @Override
    public String name() {
        return "userpass";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.AUTH;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return routes;
    }

    @Override
    public String help() {
        return "Userpass: people log in with a name and a password, of which only the bcrypt hash is kept.";
    }

    @Override
    public void mounted(EngineContext context, Mount mount) {
        lockouts.mounted(context);
    }

    @Override
    public boolean locksOut() {
        return true;
    }

    @Override
    public List<LoginRole> loginRoles(EngineContext context, String after, int limit) {
        Records records = context.records();
        return records.list(Users.FOLDER, after, limit).stream()
                .map(name -> new LoginRole(name, policies(Users.find(records, name))))
                .toList();
    }

    private static List<String> policies(@Nullable User user) {
        return user == null ? List.of() : user.token().ownPolicies();
    }

    /** The user as it is now; its tokens are not renewed once its policies are others. */
    @Override
    public TokenSettings renewal(EngineContext context, TokenEntry token) {
        String name = token.internal().getOrDefault(UserLogin.USERNAME, "");
        User user = Users.find(context.records(), name);
        if (user == null) {
            throw refused("the user does not exist any more");
        }
        if (!user.token().samePolicies(token.policies())) {
            throw refused("policies have changed, not renewing");
        }
        return user.token();
    }

    private static RequestFailure refused(String why) {
        return RequestFailure.invalid(
                "1 error occurred:\n\t* failed to renew entry: " + why + "\n\n");
    }
}
