package io.sealwright.server.request;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayList;
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
        List<String> unknown = new ArrayList<>();
        for (String name : call.body().propertyNames()) {
            if (call.route().fields().stream().noneMatch(field -> field.name().equals(name))) {
                unknown.add(name);
            }
        }
        if (call.operation() == Operation.UPDATE || call.operation() == Operation.CREATE) {
            requirePresent(call);
        }
        if (unknown.isEmpty()
                || call.operation() == Operation.READ
                || call.operation() == Operation.LIST
                || call.operation() == Operation.SCAN) {
            return List.of();
        }
        unknown.sort(null);
        return List.of(
                "Endpoint ignored these unrecognized parameters: ["
                        + String.join(" ", unknown)
                        + "]");
    }

    private static void requirePresent(Call call) {
        for (Field field : call.route().fields()) {
            if (field.required() && !call.has(field.name())) {
                throw RequestFailure.invalid("missing required parameter " + field.name());
            }
        }
    }
}
