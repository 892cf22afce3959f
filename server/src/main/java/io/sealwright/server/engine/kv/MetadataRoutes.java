package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code metadata/} and {@code detailed-metadata/}: a secret's own settings, and listings. */
final class MetadataRoutes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String CUSTOM_METADATA = "custom_metadata";

    /** Each name of a detailed listing costs the read of a record. */
    private static final int MAX_DETAILED = 10_000;

    private final Secrets secrets;
    private final KvEvents events;

    MetadataRoutes(Secrets secrets, KvEvents events) {
        this.secrets = secrets;
        this.events = events;
    }

    List<Route> routes() {
        List<Field> fields = new ArrayList<>(ConfigRoutes.FIELDS);
        fields.add(
                Field.of(
                        CUSTOM_METADATA,
                        FieldType.MAP,
                        "Up to 64 texts that the secret is described by."));
        fields.add(
                Field.of(
                        "metadata_cas",
                        FieldType.INT,
                        "The write is done only if this is current_metadata_version; 0: only if there is no secret."));
        fields.addAll(Listing.FIELDS);
        return List.of(
                Route.at(
                                "metadata/{path...}",
                                "Shows and changes a secret's settings, lists secrets, removes one.")
                        .fields(fields)
                        .existence(DataRoutes::exists)
                        .on(Operation.READ, MetadataRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.PATCH, this::patch)
                        .on(Operation.DELETE, this::delete)
                        .on(Operation.LIST, MetadataRoutes::list)
                        .on(Operation.SCAN, MetadataRoutes::scan)
                        .build(),
                Route.at("detailed-metadata/{path...}", "Lists secrets with their metadata.")
                        .fields(Listing.FIELDS)
                        .on(
                                Operation.LIST,
                                call -> detailed(call, Listing.names(call, MAX_DETAILED), true))
                        .on(
                                Operation.SCAN,
                                call -> detailed(call, Listing.tree(call, MAX_DETAILED), false))
                        .build());
    }

    private static Response read(Call call) {
        Secret secret = Secrets.find(call.records(), KvPath.ofExisting(call));
        if (secret == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(KvJson.metadata(secret));
    }

    private Response write(Call call) {
        String path = KvPath.ofWritten(call);
        Secret found = secrets.edit(call.records(), path);
        CheckAndSet.metadata(call, found, KvConfig.of(call.records()));
        Secret secret = found == null ? secrets.create(call.now()) : found;
        ObjectNode custom = call.object(CUSTOM_METADATA);
        SecretSettings settings =
                settings(
                        call,
                        secret.settings(),
                        custom == null ? secret.annotations() : Annotations.of(custom));
        // As with the peer, a write that says nothing makes no secret and changes none.
        if (says(call)) {
            save(call, "metadata-write", path, secret, settings);
        }
        return Response.empty();
    }

    private void save(
            Call call, String operation, String path, Secret secret, SecretSettings settings) {
        Secret changed = Secrets.saveSettings(call.context(), path, secret, settings);
        events.metadata(call.context(), operation, path, changed);
    }

    private static boolean says(Call call) {
        return call.has(CUSTOM_METADATA)
                || ConfigRoutes.FIELDS.stream().anyMatch(field -> call.has(field.name()));
    }

    private static SecretSettings settings(
            Call call, SecretSettings old, SequencedMap<String, String> annotations) {
        return new SecretSettings(
                ConfigRoutes.maxVersions(call, old.maxVersions()),
                call.bool(ConfigRoutes.CAS_REQUIRED, old.casRequired()),
                ConfigRoutes.deleteVersionAfter(call, old.deleteVersionAfter()),
                call.bool(ConfigRoutes.METADATA_CAS_REQUIRED, old.metadataCasRequired()),
                annotations);
    }

    private Response patch(Call call) {
        String path = KvPath.ofWritten(call);
        Secret secret = secrets.edit(call.records(), path);
        if (secret == null) {
            throw RequestFailure.notFound();
        }
        CheckAndSet.metadata(call, secret, KvConfig.of(call.records()));
        SecretSettings old = secret.settings();
        SecretSettings cleared =
                new SecretSettings(
                        isNull(call, ConfigRoutes.MAX_VERSIONS) ? 0 : old.maxVersions(),
                        !isNull(call, ConfigRoutes.CAS_REQUIRED) && old.casRequired(),
                        isNull(call, ConfigRoutes.DELETE_VERSION_AFTER)
                                ? 0
                                : old.deleteVersionAfter(),
                        !isNull(call, ConfigRoutes.METADATA_CAS_REQUIRED)
                                && old.metadataCasRequired(),
                        isNull(call, CUSTOM_METADATA) ? new TreeMap<>() : old.annotations());
        ObjectNode custom = call.object(CUSTOM_METADATA);
        SecretSettings settings =
                settings(
                        call,
                        cleared,
                        custom == null
                                ? cleared.annotations()
                                : Annotations.patched(cleared.annotations(), custom));
        if (!settings.equals(old)) {
            save(call, "metadata-patch", path, secret, settings);
        }
        return Response.empty();
    }

    /** A merge patch's way to say: as if it had never been set. */
    private static boolean isNull(Call call, String name) {
        return call.body().path(name).isNull();
    }

    private Response delete(Call call) {
        String path = KvPath.ofAny(call);
        @Nullable Secret secret = path == null ? null : Secrets.find(call.records(), path);
        if (path != null && secret != null) {
            secrets.remove(call.context(), path, secret);
            events.metadata(call.context(), "metadata-delete", path, secret);
        }
        return Response.empty();
    }

    private static Response list(Call call) {
        return keys(Listing.names(call, Integer.MAX_VALUE), true);
    }

    private static Response scan(Call call) {
        return keys(Listing.tree(call, Integer.MAX_VALUE), false);
    }

    /** An empty SCAN is an answer without keys, as with the peer. */
    static Response keys(List<String> names, boolean required) {
        ObjectNode data = NODES.objectNode();
        if (!names.isEmpty()) {
            var keys = data.putArray("keys");
            names.forEach(keys::add);
        } else if (required) {
            throw RequestFailure.notFound();
        }
        return Response.of(data);
    }

    private static Response detailed(Call call, List<String> names, boolean required) {
        Response keys = keys(names, required);
        ObjectNode data = keys.data();
        if (names.isEmpty() || data == null) {
            return keys;
        }
        String folder = KvPath.ofFolder(call);
        ObjectNode info = data.putObject("key_info");
        for (String name : names) {
            Secret secret = name.endsWith("/") ? null : Secrets.find(call.records(), folder + name);
            info.set(name, secret == null ? NODES.objectNode() : KvJson.metadata(secret));
        }
        return names.size() < MAX_DETAILED
                ? keys
                : keys.withWarning(
                        "The listing ends after "
                                + MAX_DETAILED
                                + " names; go on with after="
                                + names.getLast());
    }
}
