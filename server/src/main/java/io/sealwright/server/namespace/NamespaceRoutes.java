package io.sealwright.server.namespace;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.policy.Operation;
import io.sealwright.server.mount.MountTable;
import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/namespaces}: those directly within the namespace of the request. */
@Component
final class NamespaceRoutes implements SysRoutes {
    private static final int ID_LENGTH = 6;
    private static final int MAX_METADATA = 64;
    private static final int MAX_METADATA_TEXT = 512;

    private final Namespaces namespaces;
    private final NamespaceRemoval removal;
    private final Mounts mounts;
    private final List<NamespaceStart> starts;
    private final SecureRandom random;

    NamespaceRoutes(
            Namespaces namespaces,
            NamespaceRemoval removal,
            Mounts mounts,
            List<NamespaceStart> starts,
            SecureRandom random) {
        this.namespaces = namespaces;
        this.removal = removal;
        this.mounts = mounts;
        this.starts = List.copyOf(starts);
        this.random = random;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("namespaces/", "Lists namespaces; a scan also those within them.")
                        .on(Operation.LIST, this::list)
                        .on(Operation.SCAN, this::scan)
                        .build(),
                Route.at("namespaces/{path...}", "Creates, shows, changes or deletes a namespace.")
                        .field(
                                "custom_metadata",
                                FieldType.STRING_MAP,
                                "What operators want to know of it; no secrets.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.PATCH, this::patch)
                        .on(Operation.DELETE, this::delete)
                        .build());
    }

    private Namespace here(Call call) {
        Namespace here = namespaces.tree(call.transaction()).numbered(call.mount().namespaceId());
        if (here == null) {
            throw RequestFailure.notFound("namespace not found");
        }
        return here;
    }

    private @Nullable Namespace named(Call call) {
        return namespaces
                .tree(call.transaction())
                .at(NamespaceNames.path(here(call), call.path("path")));
    }

    private Response list(Call call) {
        Namespace here = here(call);
        return listed(namespaces.tree(call.transaction()).children(here), Namespace::name);
    }

    private Response scan(Call call) {
        Namespace here = here(call);
        return listed(
                namespaces.tree(call.transaction()).below(here),
                namespace -> namespace.seenFrom(here, ""));
    }

    private static Response listed(List<Namespace> found, Function<Namespace, String> name) {
        if (found.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode info = data.putObject("key_info");
        ArrayNode keys = data.putArray("keys");
        for (Namespace namespace : found) {
            info.set(name.apply(namespace), shown(namespace));
            keys.add(name.apply(namespace));
        }
        return Response.of(data);
    }

    private static ObjectNode shown(Namespace namespace) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = data.putObject("custom_metadata");
        new TreeMap<>(namespace.customMetadata()).forEach(metadata::put);
        data.put("id", namespace.id());
        data.put("locked", false);
        data.put("path", namespace.path());
        data.put("tainted", namespace.tainted());
        data.put("uuid", namespace.uuid());
        return data;
    }

    private Response read(Call call) {
        Namespace namespace = named(call);
        if (namespace == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(shown(namespace));
    }

    private Response write(Call call) {
        Namespace old = named(call);
        namespaces.guard(call.transaction());
        Namespace namespace = old == null ? create(call) : old;
        requireLiving(namespace);
        if (call.has("custom_metadata")) {
            namespace = namespace.withCustomMetadata(checked(call.stringMap("custom_metadata")));
        }
        namespaces.put(call.transaction(), namespace);
        return Response.of(shown(namespace));
    }

    private Namespace create(Call call) {
        String path = NamespaceNames.path(here(call), call.path("path"));
        requireFree(call, path.substring(here(call).path().length()));
        if (namespaces.tree(call.transaction()).size() > Namespaces.MAX) {
            throw RequestFailure.invalid(
                    "the limit of " + Namespaces.MAX + " namespaces is reached");
        }
        int number = namespaces.nextNumber(call.transaction());
        starts.forEach(start -> start.start(call.transaction(), number, call.now()));
        return new Namespace(
                number,
                RandomTokens.base62(ID_LENGTH, random),
                UUID.randomUUID().toString(),
                path,
                Map.of(),
                false);
    }

    /** Also against a mount that is being made at the same time. */
    private void requireFree(Call call, String name) {
        mounts.guard(call.transaction(), call.mount().namespaceId());
        MountTable table = mounts.table(call.transaction(), call.mount().namespaceId());
        for (Mounted mounted : table.all()) {
            if (mounted.mount().path().startsWith(name)) {
                throw RequestFailure.invalid(
                        "new namespace conflicts with existing mount: " + mounted.mount().path());
            }
        }
    }

    /** Members that are null go, the others are set. */
    private Response patch(Call call) {
        Namespace old = named(call);
        if (old == null) {
            throw RequestFailure.notFound();
        }
        requireLiving(old);
        ObjectNode given = call.object("custom_metadata");
        Map<String, String> metadata = new LinkedHashMap<>(old.customMetadata());
        if (given != null) {
            given.properties().forEach(entry -> change(metadata, entry.getKey(), entry.getValue()));
        }
        namespaces.guard(call.transaction());
        Namespace changed = old.withCustomMetadata(checked(metadata));
        namespaces.put(call.transaction(), changed);
        return Response.of(shown(changed));
    }

    private static void change(Map<String, String> metadata, String key, JsonNode value) {
        if (value.isNull()) {
            metadata.remove(key);
        } else if (value.isString()) {
            metadata.put(key, value.stringValue());
        } else {
            throw RequestFailure.invalid("custom_metadata must be a map of strings");
        }
    }

    private static Map<String, String> checked(Map<String, String> metadata) {
        boolean tooLong =
                metadata.entrySet().stream()
                        .anyMatch(entry ->
                                entry.getKey().length() > MAX_METADATA_TEXT
                                        || entry.getValue().length() > MAX_METADATA_TEXT);
        if (tooLong || metadata.size() > MAX_METADATA) {
            throw RequestFailure.invalid(
                    "custom_metadata has at most "
                            + MAX_METADATA
                            + " keys and values of up to "
                            + MAX_METADATA_TEXT
                            + " characters");
        }
        return metadata;
    }

    private static void requireLiving(Namespace namespace) {
        if (namespace.tainted()) {
            throw RequestFailure.invalid(
                    "the namespace is being deleted; try again when it is gone");
        }
    }

    private Response delete(Call call) {
        Namespace namespace = named(call);
        if (namespace == null) {
            return Response.empty();
        }
        if (!namespaces.tree(call.transaction()).below(namespace).isEmpty()) {
            throw RequestFailure.invalid("unable to delete namespace containing child namespaces");
        }
        if (!namespace.tainted() && removal.remove(call.transaction(), namespace, call.now())) {
            return Response.empty();
        }
        return Response.of(JsonNodeFactory.instance.objectNode().put("status", "in-progress"));
    }
}
