package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code backup/} and {@code restore}: whole keys in the clear, in OpenBao's form. */
final class BackupRoutes {
    private final NamedKeys keys;

    BackupRoutes(NamedKeys keys) {
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                Route.at("backup/{name}", "The key with all its versions, in the clear.")
                        .on(Operation.READ, this::backup)
                        .build(),
                restore("restore").on(Operation.UPDATE, call -> restore(call, "")).build(),
                restore("restore/{name}")
                        .on(
                                Operation.UPDATE,
                                call -> restore(call, KeyNames.checked(call.path("name"))))
                        .build());
    }

    private static Route.Builder restore(String pattern) {
        return Route.at(pattern, "Makes a key of its backup.")
                .field("backup", FieldType.STRING, "As it came from backup/.")
                .field("force", FieldType.BOOL, "Whether a key of this name is replaced.");
    }

    private Response backup(Call call) {
        Place place = Place.of(call);
        String name = KeyNames.checked(call.path("name"));
        NamedKey key = keys.find(place, name);
        if (key == null) {
            throw RequestFailure.invalid("key \"" + name + "\" not found");
        }
        KeyRoutes.requireUsable(key);
        if (!key.permissions().exportable()) {
            throw RequestFailure.invalid("exporting is disallowed on the policy");
        }
        if (!key.permissions().allowPlaintextBackup()) {
            throw RequestFailure.invalid("plaintext backup is disallowed on the policy");
        }
        NamedKey.Journal old = key.journal();
        NamedKey noted =
                key.with(
                        new NamedKey.Journal(
                                call.now().toString(),
                                key.versions().latest(),
                                old.restore(),
                                old.restoreVersion()));
        keys.save(place, noted);
        return Response.of(text(place, noted));
    }

    private ObjectNode text(Place place, NamedKey key) {
        TreeMap<Integer, KeyVersion> versions = new TreeMap<>();
        keys.each(
                place,
                key,
                1,
                (stored, number) -> versions.put(number, KeyVersion.of(key.type(), stored)));
        byte[] json = BackupWriter.write(key, versions);
        byte[] text = Base64Text.encode(json);
        Arrays.fill(json, (byte) 0);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.putPOJO("backup", Answers.text(text));
        return data;
    }

    private Response restore(Call call, String name) {
        String backup = call.string("backup", "");
        if (backup.isEmpty()) {
            throw RequestFailure.invalid("'backup' must be supplied");
        }
        BackupReader.Restored restored;
        try {
            byte[] json = Base64Text.decode(backup);
            restored = BackupReader.read(json);
            Arrays.fill(json, (byte) 0);
        } catch (RefusedException e) {
            throw RequestFailure.invalid(e.reason());
        }
        put(call, restored, name.isEmpty() ? KeyNames.checked(restored.key().name()) : name);
        return Response.empty();
    }

    private void put(Call call, BackupReader.Restored restored, String name) {
        Place place = Place.of(call);
        NamedKey old = keys.find(place, name);
        if (old != null) {
            if (!call.bool("force", false)) {
                throw RequestFailure.invalid("key \"" + name + "\" already exists");
            }
            keys.delete(place, old, call.now());
        }
        NamedKey read = restored.key();
        NamedKey.Versions numbers = read.versions();
        NamedKey key =
                new NamedKey(
                        name,
                        keys.newUid(),
                        read.nature(),
                        numbers,
                        read.permissions(),
                        read.rotation(),
                        new NamedKey.Journal(
                                read.journal().backup(),
                                read.journal().backupVersion(),
                                call.now().toString(),
                                numbers.latest()));
        restored.versions().forEach((number, version) -> keys.put(place, key, number, version));
        KeyVersion latest = restored.versions().lastEntry().getValue();
        keys.save(place, keys.scheduled(place, key, latest.created()));
    }
}
