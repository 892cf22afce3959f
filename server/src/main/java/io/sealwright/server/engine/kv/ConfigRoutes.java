package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code config}: what holds for every secret of a mount. Also reads the settings that a secret
 * has, too.
 */
final class ConfigRoutes {
    static final String MAX_VERSIONS = "max_versions";
    static final String CAS_REQUIRED = "cas_required";
    static final String DELETE_VERSION_AFTER = "delete_version_after";
    static final String METADATA_CAS_REQUIRED = "metadata_cas_required";

    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            MAX_VERSIONS,
                            FieldType.INT,
                            "How many versions to keep, at most "
                                    + KvConfig.MAX_VERSIONS
                                    + "; 0: the default. The larger of the"
                                    + " mount's and the secret's holds."),
                    Field.of(
                            CAS_REQUIRED,
                            FieldType.BOOL,
                            "Whether every write of data must say options.cas."),
                    Field.of(
                            DELETE_VERSION_AFTER,
                            FieldType.DURATION,
                            "When a version is deleted by itself; 0s: never. The shorter of the mount's and the secret's holds."),
                    Field.of(
                            METADATA_CAS_REQUIRED,
                            FieldType.BOOL,
                            "Whether every write of metadata must say metadata_cas."));

    private final KvEvents events;

    ConfigRoutes(KvEvents events) {
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                Route.at("config", "Shows or changes what holds for every secret of the mount.")
                        .fields(FIELDS)
                        .on(Operation.READ, ConfigRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .build());
    }

    private static Response read(Call call) {
        KvConfig config = KvConfig.of(call.records());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put(CAS_REQUIRED, config.casRequired());
        data.put(DELETE_VERSION_AFTER, KvJson.delay(config.deleteVersionAfter()));
        data.put(MAX_VERSIONS, config.maxVersions());
        data.put(METADATA_CAS_REQUIRED, config.metadataCasRequired());
        return Response.of(data);
    }

    private Response write(Call call) {
        KvConfig old = KvConfig.of(call.records());
        boolean negative = call.string(DELETE_VERSION_AFTER, "").startsWith("-");
        new KvConfig(
                        maxVersions(call, old.maxVersions()),
                        call.bool(CAS_REQUIRED, old.casRequired()),
                        // A negative time is how the peer is told: never, whatever a secret says.
                        negative
                                ? KvConfig.NEVER
                                : deleteVersionAfter(call, old.deleteVersionAfter()),
                        call.bool(METADATA_CAS_REQUIRED, old.metadataCasRequired()))
                .save(call.records());
        events.config(call.context());
        return Response.empty();
    }

    static long maxVersions(Call call, long old) {
        long versions = call.integer(MAX_VERSIONS, old);
        if (versions < 0 || versions > KvConfig.MAX_VERSIONS) {
            throw RequestFailure.invalid("max_versions is between 0 and " + KvConfig.MAX_VERSIONS);
        }
        return versions;
    }

    /** In nanoseconds. */
    static long deleteVersionAfter(Call call, long old) {
        if (call.string(DELETE_VERSION_AFTER, "").startsWith("-")) {
            throw RequestFailure.invalid(
                    "error converting input for field \"delete_version_after\": cannot provide negative value");
        }
        return call.has(DELETE_VERSION_AFTER)
                ? call.duration(DELETE_VERSION_AFTER, Duration.ZERO).toNanos()
                : old;
    }
}
