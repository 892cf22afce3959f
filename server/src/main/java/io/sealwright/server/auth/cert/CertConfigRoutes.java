package io.sealwright.server.auth.cert;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}. */
@Component
final class CertConfigRoutes {
    private static final String UNBOUND = "disable_binding";
    private static final String ALIAS_METADATA = "enable_identity_alias_metadata";
    private static final String CACHE = "ocsp_cache_size";
    private static final int MIN_CACHE = 2;
    private static final int MAX_CACHE = 100_000;

    List<Route> routes() {
        return List.of(
                Route.at("config", "What holds for all roles.")
                        .field(
                                UNBOUND,
                                FieldType.BOOL,
                                "Whether a token can be renewed without the certificate of its login.")
                        .field(
                                ALIAS_METADATA,
                                FieldType.BOOL,
                                "Whether a login's metadata is kept with the alias, for templated policies.")
                        .field(
                                CACHE,
                                FieldType.INT,
                                "The most answers of OCSP responders that a node keeps for the mount: 2 to 100000, and 100 if not given.")
                        .on(Operation.READ, CertConfigRoutes::read)
                        .on(Operation.UPDATE, CertConfigRoutes::write)
                        .build());
    }

    private static Response read(Call call) {
        Config config = Config.of(call.records());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put(UNBOUND, config.unbound());
        data.put(ALIAS_METADATA, config.aliasMetadata());
        data.put(CACHE, config.ocspCacheSize());
        return Response.of(data);
    }

    private static Response write(Call call) {
        Config old = Config.of(call.records());
        new Config(
                        call.bool(UNBOUND, old.unbound()),
                        call.bool(ALIAS_METADATA, old.aliasMetadata()),
                        call.has(CACHE) ? cacheSize(call) : old.ocspCacheSize())
                .put(call.records());
        return Response.empty();
    }

    private static int cacheSize(Call call) {
        long size = call.integer(CACHE, 0);
        if (size < MIN_CACHE || size > MAX_CACHE) {
            throw RequestFailure.invalid(
                    "invalid cache size, must be >= " + MIN_CACHE + " and <= " + MAX_CACHE);
        }
        return (int) size;
    }
}
