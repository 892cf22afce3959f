package io.sealwright.server.auth.approle;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.approle.SecretIds.Found;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;

/** Shows and destroys the secret ids of a role, by themselves and by their accessors. */
@Component
final class SecretIdLookups {
    private static final String SECRET_ID = "secret_id";
    private static final String ACCESSOR = "secret_id_accessor";

    private final RoleRoutes roles;
    private final SecretIds secretIds;

    SecretIdLookups(RoleRoutes roles, SecretIds secretIds) {
        this.roles = roles;
        this.secretIds = secretIds;
    }

    List<Route> routes() {
        return List.of(
                Route.at("role/{role_name}/secret-id/lookup", "Shows a secret id's properties.")
                        .field(SECRET_ID, FieldType.STRING, "The secret id.")
                        .on(Operation.UPDATE, this::lookup)
                        .build(),
                Route.at("role/{role_name}/secret-id/destroy", "Makes a secret id useless.")
                        .field(SECRET_ID, FieldType.STRING, "The secret id.")
                        .on(Operation.UPDATE, this::destroy)
                        .on(Operation.DELETE, this::destroy)
                        .build(),
                Route.at(
                                "role/{role_name}/secret-id-accessor/lookup",
                                "Shows the properties of an accessor's secret id.")
                        .field(ACCESSOR, FieldType.STRING, "Accessor of the secret id.")
                        .on(Operation.UPDATE, this::lookupByAccessor)
                        .build(),
                Route.at(
                                "role/{role_name}/secret-id-accessor/destroy",
                                "Makes an accessor's secret id useless.")
                        .field(ACCESSOR, FieldType.STRING, "Accessor of the secret id.")
                        .on(Operation.UPDATE, this::destroyByAccessor)
                        .on(Operation.DELETE, this::destroyByAccessor)
                        .build());
    }

    private Response lookup(Call call) {
        Found found = find(call);
        return found == null ? Response.empty() : Response.of(SecretIdView.of(found.value()));
    }

    private Response destroy(Call call) {
        Found found = find(call);
        if (found != null) {
            secretIds.remove(Place.of(call), found);
        }
        return Response.empty();
    }

    private @Nullable Found find(Call call) {
        String secretId = call.string(SECRET_ID).strip();
        return secretIds.find(Place.of(call), role(call), secretId, call.now());
    }

    private Response lookupByAccessor(Call call) {
        String accessor = call.string(ACCESSOR);
        Role role = role(call);
        Found found = secretIds.findByAccessor(Place.of(call), accessor, call.now());
        if (found == null) {
            throw RequestFailure.notFound(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("error", "failed to find accessor entry for secret_id_accessor"));
        }
        return found.of(role) ? Response.of(SecretIdView.of(found.value())) : Response.empty();
    }

    private Response destroyByAccessor(Call call) {
        String accessor = call.string(ACCESSOR);
        Role role = role(call);
        Found found = secretIds.findByAccessor(Place.of(call), accessor, call.now());
        if (found == null) {
            throw RequestFailure.invalid("failed to find accessor entry for secret_id_accessor");
        }
        if (!found.of(role)) {
            throw new RequestFailure(new Failure.PermissionDenied("invalid secret id accessor"));
        }
        secretIds.remove(Place.of(call), found);
        return Response.empty();
    }

    private Role role(Call call) {
        Role role = roles.stored(call);
        if (role == null) {
            throw RequestFailure.invalid(SecretIdRoutes.missing(call));
        }
        return role;
    }
}
