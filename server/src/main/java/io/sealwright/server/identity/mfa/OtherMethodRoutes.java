package io.sealwright.server.identity.mfa;

import io.sealwright.policy.Operation;
import io.sealwright.server.identity.IdentityRoutes;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Types of methods that Vault has and this server has not: it says so. */
@Component
final class OtherMethodRoutes implements IdentityRoutes {
    private static final List<String> TYPES = List.of("duo", "okta", "pingid");

    @Override
    public List<Route> routes() {
        return TYPES.stream()
                .flatMap(type ->
                        Stream.of(
                                Route.at("mfa/method/" + type + "/", "Lists nothing.")
                                        .on(Operation.LIST, OtherMethodRoutes::nothing)
                                        .build(),
                                refused("mfa/method/" + type, type),
                                refused("mfa/method/" + type + "/{method_id}", type)))
                .toList();
    }

    private static Route refused(String pattern, String type) {
        return Route.at(pattern, "Not supported: use a method of the type totp.")
                .freeForm()
                .on(Operation.READ, _ -> refuse(type))
                .on(Operation.UPDATE, _ -> refuse(type))
                .on(Operation.DELETE, _ -> refuse(type))
                .build();
    }

    private static Response refuse(String type) {
        throw RequestFailure.invalid(
                "MFA methods of the type "
                        + type
                        + " are not supported; use identity/mfa/method/totp");
    }

    private static Response nothing(Call call) {
        throw RequestFailure.notFound();
    }
}
