package io.sealwright.server.auth.userpass;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code users}, {@code users/{username}} and its {@code password} and {@code policies}. */
@Component
final class UserRoutes {
    private static final List<Field> OLD =
            List.of(
                    TokenSettings.old("policies", FieldType.STRING_LIST),
                    TokenSettings.old("ttl", FieldType.DURATION),
                    TokenSettings.old("max_ttl", FieldType.DURATION),
                    TokenSettings.old("bound_cidrs", FieldType.STRING_LIST));

    private final PasswordHashing hashing;

    UserRoutes(PasswordHashing hashing) {
        this.hashing = hashing;
    }

    List<Route> routes() {
        return List.of(
                Route.at("users/", "Lists the users.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, Users.FOLDER))
                        .build(),
                Route.at("users/{username}", "A user: the password, and what its tokens are like.")
                        .fields(NewPassword.FIELDS)
                        .fields(OLD)
                        .fields(TokenSettings.FIELDS)
                        .existence(call -> stored(call) != null)
                        .on(Operation.READ, UserRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, UserRoutes::delete)
                        .build(),
                Route.at("users/{username}/password", "Sets a user's password.")
                        .fields(NewPassword.FIELDS)
                        .on(Operation.UPDATE, this::writePassword)
                        .build(),
                Route.at("users/{username}/policies", "Sets the policies of a user's tokens.")
                        .fields(policies())
                        .on(Operation.UPDATE, UserRoutes::writePolicies)
                        .build());
    }

    private static List<Field> policies() {
        return List.of(
                TokenSettings.FIELDS.stream()
                        .filter(field -> field.name().equals("token_policies"))
                        .findFirst()
                        .orElseThrow(),
                OLD.getFirst());
    }

    private static String name(Call call) {
        return LoginNames.folded(call.path("username"));
    }

    private static @Nullable User stored(Call call) {
        return Users.find(call.records(), name(call));
    }

    private static User required(Call call) {
        User user = stored(call);
        if (user == null) {
            throw RequestFailure.invalid("username does not exist");
        }
        return user;
    }

    private static Response read(Call call) {
        User user = stored(call);
        if (user == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        user.token().show(data);
        return Response.of(data);
    }

    private Response write(Call call) {
        User old = stored(call);
        TokenSettings settings = (old == null ? TokenSettings.NONE : old.token()).changed(call);
        String hash =
                old != null && !NewPassword.given(call)
                        ? old.passwordHash()
                        : NewPassword.hash(call, hashing);
        Users.put(call.records(), name(call), new User(hash, settings));
        return Response.empty();
    }

    private static Response delete(Call call) {
        Users.delete(call.records(), name(call));
        return Response.empty();
    }

    private Response writePassword(Call call) {
        User user = required(call);
        String hash = NewPassword.hash(call, hashing);
        Users.put(call.records(), name(call), new User(hash, user.token()));
        return Response.empty();
    }

    private static Response writePolicies(Call call) {
        User user = required(call);
        Users.put(
                call.records(),
                name(call),
                new User(user.passwordHash(), user.token().changed(call)));
        return Response.empty();
    }
}
