package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.http.DirectEndpoint;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reads which path and operation somebody asks about. Thread-safe. */
@Component
final class AskedPaths {
    // Asked late: both need the mount table or what it is made of.
    private final ObjectProvider<Mounts> mounts;
    private final ObjectProvider<DirectEndpoint> endpoints;

    AskedPaths(ObjectProvider<Mounts> mounts, ObjectProvider<DirectEndpoint> endpoints) {
        this.mounts = mounts;
        this.endpoints = endpoints;
    }

    /**
     * Of the parameters {@code path} and {@code operation}.
     *
     * @throws RequestFailure if one is missing, or the operation is none
     */
    AskedPath of(Call call) {
        Operation operation = operation(call.string("operation"));
        String path = call.string("path").replaceFirst("^/+", "");
        boolean listing = operation == Operation.LIST || operation == Operation.SCAN;
        String whole = listing && !path.endsWith("/") ? path + "/" : path;
        Mounted mounted =
                mounts.getObject()
                        .table(call.transaction(), call.mount().namespaceId())
                        .match(whole);
        boolean direct =
                endpoints.stream()
                        .anyMatch(endpoint ->
                                endpoint.paths().contains(path)
                                        && endpoint.operations().contains(operation));
        return new AskedPath(
                whole,
                operation,
                mounted,
                mounted == null ? null : mounted.route(whole, operation),
                direct);
    }

    private static Operation operation(String name) {
        for (Operation operation : Operation.values()) {
            if (operation.name().toLowerCase(Locale.ROOT).equals(name)) {
                return operation;
            }
        }
        throw RequestFailure.invalid(
                "operation must be one of "
                        + String.join(
                                ", ",
                                List.of(Operation.values()).stream()
                                        .map(known -> known.name().toLowerCase(Locale.ROOT))
                                        .toList()));
    }
}
