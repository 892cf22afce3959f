package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.mount.EngineTypes;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code sys/plugins/catalog}: the engines and methods that this program brings along. Read-only.
 */
@Component
final class PluginRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final EngineTypes types;

    PluginRoutes(EngineTypes types) {
        this.types = types;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("plugins/catalog", "Lists the engines and methods of this server.")
                        .on(Operation.READ, this::all)
                        .build(),
                Route.at("plugins/catalog/{type}", "Lists those of one type: auth or secret.")
                        .on(Operation.LIST, this::list)
                        .sudo(Operation.LIST)
                        .build(),
                Route.at("plugins/catalog/{type}/{name}", "Shows one of them.")
                        .on(Operation.READ, this::read)
                        .sudo(Operation.READ)
                        .build());
    }

    private List<EngineType> ofClass(EngineClass engineClass) {
        return types.all().stream()
                .filter(type -> type.engineClass() == engineClass && !type.builtin())
                .toList();
    }

    private static String word(EngineClass engineClass) {
        return engineClass == EngineClass.AUTH ? "auth" : "secret";
    }

    private static EngineClass engineClass(String word) {
        for (EngineClass engineClass : EngineClass.values()) {
            if (word(engineClass).equals(word)) {
                return engineClass;
            }
        }
        throw RequestFailure.notFound();
    }

    private Response all(Call call) {
        ObjectNode data = JSON.objectNode();
        ArrayNode detailed = JSON.arrayNode();
        for (EngineClass engineClass : EngineClass.values()) {
            ArrayNode names = data.putArray(word(engineClass));
            for (EngineType type : ofClass(engineClass)) {
                names.add(type.name());
                detailed.addObject()
                        .put("builtin", true)
                        .put("deprecation_status", "supported")
                        .put("name", type.name())
                        .put("type", word(engineClass))
                        .put("version", MountJson.ENGINE_VERSION);
            }
        }
        data.putArray("database");
        data.set("detailed", detailed);
        return Response.of(data);
    }

    private Response list(Call call) {
        List<EngineType> found = ofClass(engineClass(call.path("type")));
        if (found.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JSON.objectNode();
        ArrayNode keys = data.putArray("keys");
        found.forEach(type -> keys.add(type.name()));
        return Response.of(data);
    }

    private Response read(Call call) {
        EngineType type = types.find(engineClass(call.path("type")), call.path("name"));
        if (type == null || type.builtin()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JSON.objectNode();
        data.putNull("args");
        data.put("builtin", true);
        data.put("command", "");
        data.put("deprecation_status", "supported");
        data.put("name", type.name());
        data.put("oci", false);
        data.put("sha256", "");
        data.put("version", MountJson.ENGINE_VERSION);
        return Response.of(data);
    }
}
