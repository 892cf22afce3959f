package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code keys} and {@code keys/{name}} with what rotates, trims and deletes them. */
final class KeyRoutes {
    /** The most names of one page of a list. */
    static final int MAX_LISTED = 10_000;

    static final Field EXPORTABLE =
            Field.of(
                    "exportable",
                    FieldType.BOOL,
                    "Whether it can be exported; stays so once it is.");
    static final Field PLAINTEXT_BACKUP =
            Field.of(
                    "allow_plaintext_backup",
                    FieldType.BOOL,
                    "Whether it can be backed up; stays so once it is.");
    static final Field PERIOD =
            Field.of(
                    "auto_rotate_period",
                    FieldType.DURATION,
                    "After which time it rotates by itself: at least an hour; 0: never.");
    static final Field DERIVED =
            Field.of("derived", FieldType.BOOL, "Whether it is used for a context only.");
    private static final byte[] NO_CONTEXT = {};

    private final NamedKeys keys;
    private final KeyCreation creation;
    private final KeyView view;

    KeyRoutes(NamedKeys keys, KeyCreation creation, KeyView view) {
        this.keys = keys;
        this.creation = creation;
        this.view = view;
    }

    List<Route> routes() {
        return List.of(
                Route.at("keys/", "Lists the keys.")
                        .field("after", FieldType.STRING, "Starts after this name.")
                        .field("limit", FieldType.INT, "The most names to list.")
                        .on(Operation.LIST, KeyRoutes::list)
                        .build(),
                Route.at("keys/{name}", "A key: what it is and may be used for.")
                        .field(
                                "type",
                                FieldType.STRING,
                                "What it is" + KeyCreation.known() + "; aes256-gcm96 if absent.")
                        .field(
                                "convergent_encryption",
                                FieldType.BOOL,
                                "Equal plaintexts with equal contexts give equal ciphertexts.")
                        .field("key_size", FieldType.INT, "Bytes of a key of HMAC: 32 to 512.")
                        .fields(List.of(DERIVED, EXPORTABLE, PLAINTEXT_BACKUP, PERIOD))
                        .ofReading(
                                "context",
                                FieldType.STRING,
                                "In base64, of which a derived key's public key is shown.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::create)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at("keys/{name}/rotate", "Gives the key a new version.")
                        .on(Operation.UPDATE, this::rotate)
                        .build(),
                Route.at("keys/{name}/trim", "Removes old versions for good.")
                        .field(
                                "min_available_version",
                                FieldType.INT,
                                "The first version that stays.")
                        .on(Operation.UPDATE, this::trim)
                        .build(),
                Route.at("keys/{name}/soft-delete", "Lets nobody use the key until it is restored.")
                        .on(Operation.DELETE, call -> softDelete(call, true))
                        .build(),
                Route.at("keys/{name}/soft-delete-restore", "Lets the key be used again.")
                        .on(Operation.UPDATE, call -> softDelete(call, false))
                        .build());
    }

    @Nullable NamedKey stored(Call call) {
        return keys.find(Place.of(call), KeyNames.checked(call.path("name")));
    }

    Response shown(Call call, NamedKey key) {
        return Response.of(view.of(Place.of(call), key, NO_CONTEXT));
    }

    private static Response list(Call call) {
        long limit = call.integer("limit", 0);
        int most = limit <= 0 ? MAX_LISTED : (int) Math.min(limit, MAX_LISTED);
        List<String> names = call.records().list(NamedKeys.FOLDER, call.string("after", ""), most);
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode listed = data.putArray("keys");
        names.forEach(listed::add);
        return Response.of(data);
    }

    private Response create(Call call) {
        return shown(call, creation.asked(call, KeyNames.checked(call.path("name"))));
    }

    private Response read(Call call) {
        NamedKey key = stored(call);
        if (key == null) {
            throw RequestFailure.notFound();
        }
        try {
            byte[] context =
                    Working.Input.context(
                            call.string("context", ""), "failed to base64-decode context");
            Response shown = Response.of(view.of(Place.of(call), key, context));
            String warning = keys.count().warning(Place.of(call), key);
            return warning == null ? shown : shown.withWarning(warning);
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
    }

    private Response delete(Call call) {
        NamedKey key = stored(call);
        String error = "error deleting policy " + call.path("name") + ": ";
        if (key == null) {
            throw RequestFailure.invalid(error + "could not delete key; not found");
        }
        if (!key.permissions().deletionAllowed()) {
            throw RequestFailure.invalid(error + "deletion is not allowed for this key");
        }
        keys.delete(Place.of(call), key, call.now());
        return Response.empty();
    }

    private Response rotate(Call call) {
        NamedKey key = stored(call);
        if (key == null) {
            throw RequestFailure.invalid("key not found");
        }
        requireUsable(key);
        NamedKey.Rotation rotation = key.rotation();
        if (rotation.imported() && !rotation.allowed()) {
            throw RequestFailure.invalid(
                    "imported key " + key.name() + " does not allow rotation within Vault");
        }
        return shown(call, creation.rotated(call, key.with(rotation.withImported(false))));
    }

    static void requireUsable(NamedKey key) {
        if (key.permissions().softDeleted()) {
            throw RequestFailure.invalid(Working.SOFT_DELETED);
        }
    }

    private Response trim(Call call) {
        NamedKey key = stored(call);
        if (key == null) {
            throw RequestFailure.invalid("invalid key name");
        }
        if (!call.has("min_available_version")) {
            throw RequestFailure.invalid("missing min_available_version");
        }
        long first = call.integer("min_available_version", 0);
        requireTrimmable(key.versions(), first);
        NamedKey trimmed = key.with(key.versions().withMinAvailable((int) first));
        keys.save(Place.of(call), trimmed);
        keys.forget(Place.of(call), key.uid(), (int) first, call.now());
        return shown(call, trimmed);
    }

    private static void requireTrimmable(NamedKey.Versions versions, long first) {
        String what = "minimum available version ";
        if (first < versions.minAvailable()) {
            throw RequestFailure.invalid(what + "cannot be decremented");
        }
        if (versions.minEncryption() == 0) {
            throw RequestFailure.invalid(
                    what + "cannot be set when minimum encryption version is not set");
        }
        if (first > versions.minEncryption()) {
            throw RequestFailure.invalid(what + "cannot be greater than minmum encryption version");
        }
        if (first > versions.minDecryption()) {
            throw RequestFailure.invalid(
                    what + "cannot be greater than minimum decryption version");
        }
        if (first == 0) {
            throw RequestFailure.invalid(what + "should be positive");
        }
    }

    private Response softDelete(Call call, boolean deleted) {
        NamedKey key = stored(call);
        if (key == null) {
            return Response.empty();
        }
        if (key.permissions().softDeleted() == deleted) {
            return shown(call, key)
                    .withWarning(
                            deleted
                                    ? "key was already marked as soft deleted"
                                    : "key was already restored");
        }
        NamedKey changed = key.with(key.permissions().withSoftDeleted(deleted));
        keys.save(Place.of(call), changed);
        return shown(call, changed);
    }
}
