package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.ArrayList;
import java.util.List;

/** {@code delete/}, {@code undelete/} and {@code destroy/}: chosen versions of a secret. */
final class VersionRoutes {
    private static final String VERSIONS = "versions";

    private final Secrets secrets;
    private final KvEvents events;

    VersionRoutes(Secrets secrets, KvEvents events) {
        this.secrets = secrets;
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                route(
                        "delete",
                        "Marks versions as deleted; they can be undeleted.",
                        "No version number provided",
                        Secrets::delete),
                route(
                        "undelete",
                        "Makes deleted versions readable again.",
                        "No version number provided",
                        Secrets::undelete),
                route(
                        "destroy",
                        "Removes the data of versions for good.",
                        "no version number provided",
                        Secrets::destroy));
    }

    /** What happens to one version. */
    @FunctionalInterface
    private interface Change {
        Secret apply(EngineContext context, Secret secret, SecretVersion version);
    }

    private Route route(String name, String summary, String noVersions, Change change) {
        return Route.at(name + "/{path...}", summary)
                .field(VERSIONS, FieldType.INT_LIST, "The numbers of the versions.")
                .ofSecret(KvPath.NAME)
                .on(Operation.UPDATE, call -> change(call, name, noVersions, change))
                .build();
    }

    private Response change(Call call, String name, String noVersions, Change change) {
        String path = KvPath.ofWritten(call);
        List<Long> numbers = call.integers(VERSIONS);
        if (numbers.isEmpty()) {
            throw RequestFailure.invalid(noVersions);
        }
        Secret secret = secrets.edit(call.records(), path);
        if (secret == null) {
            return Response.empty();
        }
        Secret changed = secret;
        List<Long> touched = new ArrayList<>();
        for (long number : numbers.stream().distinct().toList()) {
            SecretVersion version = changed.version(number);
            if (secret.isPending(number)) {
                throw RequestFailure.invalid(
                        "version "
                                + number
                                + " is pending: the secret is being rotated to it, see"
                                + " rotation/<path>/status");
            }
            if (version != null) {
                changed = change.apply(call.context(), changed, version);
                touched.add(number);
            }
        }
        Secrets.save(call.records(), path, changed);
        if (!touched.isEmpty()) {
            events.versions(call.context(), name, path, changed, touched);
        }
        return Response.empty();
    }
}
