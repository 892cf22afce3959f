package io.sealwright.server.auth.approle;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.approle.SecretIds.Found;
import io.sealwright.server.lockout.Lockouts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.BoundAddresses;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.TokenSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code login}: a role id and a secret id for a token. Both are looked up by keyed hash, nothing
 * is compared; which of the two is unknown, neither the answer nor its cost tells.
 */
@Component
final class RoleLogin {
    /** In a token's internal data and metadata. */
    static final String ROLE_NAME = "role_name";

    /** In a token's internal data: which of the roles of that name it was. */
    static final String ROLE_UID = "role_uid";

    private final Roles roles;
    private final SecretIds secretIds;
    private final Lockouts lockouts;
    private final LoginTokens tokens;

    RoleLogin(Roles roles, SecretIds secretIds, Lockouts lockouts, LoginTokens tokens) {
        this.roles = roles;
        this.secretIds = secretIds;
        this.lockouts = lockouts;
        this.tokens = tokens;
    }

    Route route() {
        return Route.at("login", "Logs in with a role id and a secret id.")
                .field("role_id", FieldType.STRING, "Which role.")
                .field(
                        "secret_id",
                        FieldType.STRING,
                        "A secret id of the role, unless it needs none.")
                .unauthenticated()
                .on(Operation.UPDATE, this::login)
                .build();
    }

    private Response login(Call call) {
        String roleId = text(call, "role_id", RoleParameters.MAX_ROLE_ID);
        String secretId = text(call, "secret_id", SecretIdParameters.MAX_SECRET_ID);
        if (roleId.isEmpty()) {
            throw RequestFailure.invalid("missing role_id");
        }
        lockouts.requireUnlocked(call, roleId);
        Place place = Place.of(call);
        Role role = roles.findByRoleId(place, roleId);
        Found found = null;
        if (role == null || role.bindSecretId()) {
            if (secretId.isEmpty()) {
                throw RequestFailure.invalid("missing secret_id");
            }
            found = secretIds.find(place, role, secretId, call.now());
        }
        if (role == null || role.bindSecretId() && found == null) {
            throw lockouts.failed(
                    call,
                    roleId,
                    role != null,
                    RequestFailure.invalid("invalid role or secret ID"));
        }
        requireAllowed(call, role, found);
        if (found != null) {
            secretIds.use(place, found, call.now());
        }
        lockouts.succeeded(call, roleId);
        return tokens.issue(call, login(role, found));
    }

    private static String text(Call call, String name, int most) {
        String text = call.string(name, "").strip();
        if (text.length() > most) {
            throw RequestFailure.invalid(name + " is longer than " + most + " characters");
        }
        return text;
    }

    private static void requireAllowed(Call call, Role role, @Nullable Found found) {
        var remote = call.request().remote();
        if (found != null
                && (!BoundAddresses.within(found.value().cidrs(), role.secretIdCidrs())
                        || !BoundAddresses.allow(found.value().cidrs(), remote))) {
            throw RequestFailure.invalid(
                    "source address unauthorized through CIDR restrictions on the secret ID");
        }
        if (!BoundAddresses.allow(role.secretIdCidrs(), remote)) {
            throw RequestFailure.invalid(
                    "source address unauthorized by CIDR restrictions on the role");
        }
    }

    private static LoginTokens.Login login(Role role, @Nullable Found found) {
        Map<String, String> metadata = new HashMap<>();
        TokenSettings settings = role.token();
        if (found != null) {
            metadata.putAll(found.value().metadata());
            List<String> own = found.value().tokenCidrs();
            settings = own.isEmpty() ? settings : settings.withBoundCidrs(own);
        }
        metadata.put(ROLE_NAME, role.name());
        return new LoginTokens.Login(
                role.roleId(),
                "",
                settings,
                metadata,
                Map.of(ROLE_NAME, role.name(), ROLE_UID, role.uid()));
    }
}
