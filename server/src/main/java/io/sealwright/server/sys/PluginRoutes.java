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
                Route.at(
                                "plugins/catalog/{type}",
                                "Lists those of one type: auth, database or secret.")
                        .on(Operation.LIST, this::list)
                        .sudo(Operation.LIST)
                        .build(),
                Route.at("plugins/catalog/{type}/{name}", "Shows one of them.")
                        .on(Operation.READ, this::read)
                        .sudo(Operation.READ)
                        .build());
    }

    private enum Type {
        AUTH("auth"),
        DATABASE("database"),
        SECRET("secret");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    private List<String> names(Type type) {
        return switch (type) {
            case AUTH -> names(EngineClass.AUTH);
            case SECRET -> names(EngineClass.SECRET);
            case DATABASE ->
                    types.all().stream().flatMap(engine -> engine.plugins().stream()).toList();
        };
    }

    private List<String> names(EngineClass engineClass) {
        return types.all().stream()
                .filter(type -> type.engineClass() == engineClass && !type.builtin())
                .map(EngineType::name)
                .toList();
    }

    /**
     * @throws RequestFailure if there are none of that type
     */
    private List<String> named(String word) {
        for (Type type : Type.values()) {
            List<String> names = names(type);
            if (type.word.equals(word) && !names.isEmpty()) {
                return names;
            }
        }
        throw RequestFailure.notFound();
    }

    private Response all(Call call) {
        ObjectNode data = JSON.objectNode();
        ArrayNode detailed = JSON.arrayNode();
        for (Type type : Type.values()) {
            ArrayNode names = data.putArray(type.word);
            for (String name : names(type)) {
                names.add(name);
                detailed.addObject()
                        .put("builtin", true)
                        .put("deprecation_status", "supported")
                        .put("name", name)
                        .put("type", type.word)
                        .put("version", MountJson.ENGINE_VERSION);
            }
        }
        data.set("detailed", detailed);
        return Response.of(data);
    }

    private Response list(Call call) {
        ObjectNode data = JSON.objectNode();
        named(call.path("type")).forEach(data.putArray("keys")::add);
        return Response.of(data);
    }

    private Response read(Call call) {
        String name = call.path("name");
        if (!named(call.path("type")).contains(name)) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JSON.objectNode();
        data.putNull("args");
        data.put("builtin", true);
        data.put("command", "");
        data.put("deprecation_status", "supported");
        data.put("name", name);
        data.put("oci", false);
        data.put("sha256", "");
        data.put("version", MountJson.ENGINE_VERSION);
        return Response.of(data);
    }
}
