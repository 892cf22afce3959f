package io.sealwright.server.engine.transit;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code config/keys} and {@code cache-config}. */
final class SettingsRoutes {
    private static final int SMALLEST_CACHE = 10;
    private static final int LARGEST_CACHE = 1_000_000_000;

    private final MountSettings settings;

    SettingsRoutes(MountSettings settings) {
        this.settings = settings;
    }

    List<Route> routes() {
        return List.of(
                Route.at("config/keys", "What holds for all keys.")
                        .field(
                                "disable_upsert",
                                FieldType.BOOL,
                                "Whether encrypt/ makes no key that does not exist.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .build(),
                Route.at(
                                "cache-config",
                                "Kept for clients that set it; without effect, since each node has one cache for all mounts.")
                        .field("size", FieldType.INT, "0, or at least 10.")
                        .on(Operation.READ, this::readCache)
                        .on(Operation.UPDATE, this::writeCache)
                        .build());
    }

    private Response read(Call call) {
        return shown(settings.of(Place.of(call)));
    }

    private Response write(Call call) {
        MountSettings.Stored old = settings.of(Place.of(call));
        MountSettings.Stored next =
                new MountSettings.Stored(call.bool("disable_upsert", false), old.cacheSize());
        if (!next.equals(old)) {
            settings.put(Place.of(call), next);
        }
        return shown(next);
    }

    private static Response shown(MountSettings.Stored stored) {
        return Response.of(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("disable_upsert", stored.disableUpsert()));
    }

    private Response readCache(Call call) {
        return shownCache(settings.of(Place.of(call)));
    }

    private Response writeCache(Call call) {
        long size = call.integer("size", 0);
        if (size != 0 && size < SMALLEST_CACHE || size > LARGEST_CACHE) {
            throw RequestFailure.invalid(
                    "size must be 0 or a value greater or equal to " + SMALLEST_CACHE);
        }
        MountSettings.Stored old = settings.of(Place.of(call));
        MountSettings.Stored next = new MountSettings.Stored(old.disableUpsert(), (int) size);
        if (!next.equals(old)) {
            settings.put(Place.of(call), next);
        }
        return shownCache(next);
    }

    private static Response shownCache(MountSettings.Stored stored) {
        return Response.of(JsonNodeFactory.instance.objectNode().put("size", stored.cacheSize()));
    }
}
