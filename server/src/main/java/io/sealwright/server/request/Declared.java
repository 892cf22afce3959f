package io.sealwright.server.request;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Route;
import java.util.List;

/** Checks a request's parameters against its route's declaration. */
final class Declared {
    private Declared() {}

    /**
     * Warnings about parameters that the route does not know, in the peer's words.
     *
     * @throws RequestFailure if a required one is missing
     */
    static List<String> check(Call call) {
        if (call.operation() == Operation.DELETE || call.route().freeForm()) {
            return List.of();
        }
        if (call.operation() == Operation.UPDATE || call.operation() == Operation.CREATE) {
            requirePresent(call);
        }
        List<String> unknown =
                call.body().propertyNames().stream()
                        .filter(name -> !known(call.route(), name))
                        .sorted()
                        .toList();
        if (unknown.isEmpty()) {
            return List.of();
        }
        return List.of(
                "Endpoint ignored these unrecognized parameters: ["
                        + String.join(" ", unknown)
                        + "]");
    }

    /** Clients may repeat in the body what the path says. */
    private static boolean known(Route route, String name) {
        return route.fields().stream().anyMatch(field -> field.name().equals(name))
                || route.pattern().contains("{" + name + "}")
                || route.pattern().contains("{" + name + "...}");
    }

    private static void requirePresent(Call call) {
        for (Field field : call.route().fields()) {
            if (field.required() && !call.has(field.name())) {
                throw RequestFailure.invalid("missing required parameter " + field.name());
            }
        }
    }
}
