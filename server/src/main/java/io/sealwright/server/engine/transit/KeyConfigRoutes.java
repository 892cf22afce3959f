package io.sealwright.server.engine.transit;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;

/** {@code keys/{name}/config}. */
final class KeyConfigRoutes {
    private static final String MIN_DECRYPTION = "min_decryption_version";
    private static final String MIN_ENCRYPTION = "min_encryption_version";

    private final NamedKeys keys;
    private final KeyRoutes routes;

    KeyConfigRoutes(NamedKeys keys, KeyRoutes routes) {
        this.keys = keys;
        this.routes = routes;
    }

    List<Route> routes() {
        return List.of(
                Route.at("keys/{name}/config", "Changes what a key may be used for.")
                        .field(
                                MIN_DECRYPTION,
                                FieldType.INT,
                                "The first version that decrypts and verifies.")
                        .field(
                                MIN_ENCRYPTION,
                                FieldType.INT,
                                "The first version that encrypts and signs; 0: any that decrypts.")
                        .field(
                                "deletion_allowed",
                                FieldType.BOOL,
                                "Whether the key can be deleted.")
                        .fields(
                                List.of(
                                        KeyRoutes.EXPORTABLE,
                                        KeyRoutes.PLAINTEXT_BACKUP,
                                        KeyRoutes.PERIOD))
                        .on(Operation.UPDATE, this::write)
                        .build());
    }

    private Response write(Call call) {
        NamedKey key = routes.stored(call);
        if (key == null) {
            throw RequestFailure.invalid(
                    "no existing key named " + call.path("name") + " could be found");
        }
        NamedKey next = key.with(minimums(call, key.versions())).with(permissions(call, key));
        next = withPeriod(call, next);
        if (!next.equals(key)) {
            requireAvailable(next.versions());
            keys.save(Place.of(call), next);
        }
        Response shown = routes.shown(call, next);
        return call.has(MIN_DECRYPTION) && call.integer(MIN_DECRYPTION, 1) == 0
                ? shown.withWarning(
                        "since Vault 0.3 (prior to the OpenBao fork), transit key numbering starts at 1; forcing minimum to 1")
                : shown;
    }

    private static NamedKey.Versions minimums(Call call, NamedKey.Versions versions) {
        int decryption =
                Math.max(
                        1,
                        minimum(
                                call,
                                MIN_DECRYPTION,
                                "decryption",
                                versions.minDecryption(),
                                versions));
        int encryption =
                minimum(call, MIN_ENCRYPTION, "encryption", versions.minEncryption(), versions);
        if (encryption > 0 && encryption < decryption) {
            throw RequestFailure.invalid(
                    "cannot set min encryption/decryption values; min encryption version of "
                            + encryption
                            + " must be greater than or equal to min decryption version of "
                            + decryption);
        }
        return versions.withMinimums(decryption, encryption);
    }

    private static int minimum(
            Call call, String field, String what, int old, NamedKey.Versions versions) {
        long wanted = call.integer(field, old);
        if (wanted < 0) {
            throw RequestFailure.invalid("min " + what + " version cannot be negative");
        }
        if (wanted > versions.latest()) {
            throw RequestFailure.invalid(
                    "cannot set min "
                            + what
                            + " version of "
                            + wanted
                            + ", latest key version is "
                            + versions.latest());
        }
        return (int) wanted;
    }

    private static void requireAvailable(NamedKey.Versions versions) {
        if (versions.minAvailable() > versions.minEncryption()) {
            throw RequestFailure.invalid(
                    "min encryption version should not be less than min available version");
        }
        if (versions.minAvailable() > versions.minDecryption()) {
            throw RequestFailure.invalid(
                    "min decryption version should not be less then min available version");
        }
    }

    private static NamedKey.Permissions permissions(Call call, NamedKey key) {
        NamedKey.Permissions old = key.permissions();
        return new NamedKey.Permissions(
                old.exportable() || call.bool("exportable", false),
                old.allowPlaintextBackup() || call.bool("allow_plaintext_backup", false),
                call.bool("deletion_allowed", old.deletionAllowed()),
                old.softDeleted());
    }

    private NamedKey withPeriod(Call call, NamedKey key) {
        if (!call.has("auto_rotate_period")) {
            return key;
        }
        long period = KeyCreation.period(call);
        if (period == key.rotation().period()) {
            return key;
        }
        Place place = Place.of(call);
        return keys.scheduled(
                place,
                key.with(key.rotation().withPeriod(period)),
                keys.latest(place, key).created());
    }
}
