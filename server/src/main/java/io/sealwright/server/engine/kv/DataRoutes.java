package io.sealwright.server.engine.kv;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.JsonMembers;
import io.sealwright.server.spi.NotYet;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code data/} and {@code subkeys/}: versions read and written. */
final class DataRoutes {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String VERSION = "version";
    private static final String DEPTH = "depth";
    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);

    private final Secrets secrets;
    private final Payload payloads;
    private final KvEvents events;

    DataRoutes(Secrets secrets, Payload payloads, KvEvents events) {
        this.secrets = secrets;
        this.payloads = payloads;
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                Route.at("data/{path...}", "Writes, patches, reads and deletes a secret's data.")
                        .field(
                                Payload.DATA,
                                FieldType.MAP,
                                "The data, given back as it was received.")
                        .field(
                                "options",
                                FieldType.MAP,
                                "cas: the write is done only if this is the current version; 0: only if there is none.")
                        .ofReading(
                                VERSION,
                                FieldType.INT,
                                "Which version to read; 0 or absent: the current one.")
                        .ofReading(
                                NextVersion.AFTER,
                                FieldType.INT,
                                "Reads the first version with a higher number than this one.")
                        .ofReading(
                                NextVersion.WAIT,
                                FieldType.DURATION,
                                "How long to wait for a version after after_version; at most 60s.")
                        .existence(DataRoutes::exists)
                        .ofSecret(KvPath.NAME)
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.PATCH, this::patch)
                        .on(Operation.DELETE, this::delete)
                        .build(),
                Route.at(
                                "subkeys/{path...}",
                                "Shows the names inside a secret's data, without the values.")
                        .field(
                                VERSION,
                                FieldType.INT,
                                "Which version; 0 or absent: the current one.")
                        .field(DEPTH, FieldType.INT, "How many levels; 0 or absent: all.")
                        .on(Operation.READ, this::subkeys)
                        .build());
    }

    static boolean exists(Call call) {
        String path = KvPath.ofAny(call);
        return path != null && Secrets.find(call.records(), path) != null;
    }

    private Response read(Call call) {
        if (call.has(NextVersion.AFTER)) {
            return next(call);
        }
        return answer(
                call,
                Payload.DATA,
                (data, stored) -> data.putPOJO(Payload.DATA, new RawJson(KvJson.data(stored))));
    }

    /** The next version that readers may see; waits for it if asked to. */
    private Response next(Call call) {
        String path = KvPath.ofExisting(call);
        NextVersion.Asked asked = NextVersion.asked(call);
        Secret secret = Secrets.find(call.records(), path);
        return switch (NextVersion.of(secret, asked.after(), call.now())) {
            case NextVersion.Found found ->
                    Response.of(shown(call, path, found.secret(), found.version()));
            case NextVersion.Gone gone -> throw gone.failure(asked.after());
            case NextVersion.None _ -> {
                if (asked.most().isZero()) {
                    yield Response.empty();
                }
                throw new NotYet(call.mount(), path, asked.most());
            }
        };
    }

    private ObjectNode shown(Call call, String path, Secret secret, SecretVersion version) {
        StoredVersion stored = secrets.load(call.records(), path, secret, version);
        ObjectNode data = NODES.objectNode();
        data.putPOJO(Payload.DATA, new RawJson(KvJson.data(stored)));
        data.set("metadata", KvJson.version(secret, version));
        return data;
    }

    private Response subkeys(Call call) {
        long depth = call.integer(DEPTH, 0);
        return answer(
                call,
                "subkeys",
                (data, stored) -> {
                    byte[] json = KvJson.data(stored);
                    data.set(
                            "subkeys",
                            json[0] == '{'
                                    ? names(json, 0, json.length, depth)
                                    : NODES.objectNode());
                });
    }

    /** Puts what a reader wants to see of a version into the answer. */
    private interface Showing {
        void show(ObjectNode data, StoredVersion stored);
    }

    private Response answer(Call call, String member, Showing showing) {
        String path = KvPath.ofExisting(call);
        Secret secret = Secrets.find(call.records(), path);
        if (secret == null) {
            throw RequestFailure.notFound();
        }
        long wanted = call.integer(VERSION, 0);
        SecretVersion version = secret.version(wanted > 0 ? wanted : secret.currentNumber());
        if (version == null) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = NODES.objectNode();
        data.putNull(member);
        data.set("metadata", KvJson.version(secret, version));
        if (!version.readable(call.now()) || secret.isPending(version.number())) {
            throw RequestFailure.notFound(data);
        }
        showing.show(data, secrets.load(call.records(), path, secret, version));
        return Response.of(data);
    }

    private static ObjectNode names(byte[] json, int from, int to, long depth) {
        ObjectNode names = NODES.objectNode();
        for (JsonMembers.Member member : JsonMembers.of(json, from, to).all()) {
            ObjectNode below =
                    depth == 1 || depth < 0 || json[member.start()] != '{'
                            ? NODES.objectNode()
                            : names(json, member.start(), member.end(), depth == 0 ? 0 : depth - 1);
            if (below.isEmpty()) {
                names.putNull(member.name());
            } else {
                names.set(member.name(), below);
            }
        }
        return names;
    }

    private Response write(Call call) {
        String path = KvPath.ofWritten(call);
        byte[] payload = payloads.data(call);
        KvConfig config = KvConfig.of(call.records());
        Secret found = secrets.edit(call.records(), path);
        Secret secret = found == null ? secrets.create(call.now()) : found;
        CheckAndSet.data(call, secret, config);
        return written(call, path, secret, config, payload);
    }

    private Response written(
            Call call, String path, Secret secret, KvConfig config, byte[] payload) {
        SecretVersion version = secrets.append(call, path, secret, config, payload);
        return Response.of(KvJson.version(secret, version));
    }

    private Response patch(Call call) {
        String path = KvPath.ofWritten(call);
        byte[] patch = payloads.data(call);
        KvConfig config = KvConfig.of(call.records());
        Secret secret = secrets.edit(call.records(), path);
        if (secret == null) {
            throw RequestFailure.notFound();
        }
        CheckAndSet.data(call, secret, config);
        SecretVersion current = secret.version(secret.currentNumber());
        if (current == null) {
            throw RequestFailure.notFound();
        }
        if (!current.readable(call.now())) {
            throw RequestFailure.notFound(KvJson.version(secret, current));
        }
        byte[] target = KvJson.data(secrets.load(call.records(), path, secret, current));
        return written(call, path, secret, config, payloads.limited(merged(target, patch)));
    }

    /**
     * A patch that is null replaces everything by null; and null is patched as if it were empty.
     */
    private static byte[] merged(byte[] target, byte[] patch) {
        return patch[0] == '{' ? MergePatch.apply(target[0] == '{' ? target : EMPTY, patch) : patch;
    }

    private Response delete(Call call) {
        String path = KvPath.ofAny(call);
        Secret secret = path == null ? null : secrets.edit(call.records(), path);
        @Nullable SecretVersion current =
                secret == null ? null : secret.version(secret.currentNumber());
        if (path != null && secret != null && current != null && current.readable(call.now())) {
            Secret deleted = Secrets.delete(call.context(), secret, current);
            Secrets.save(call.records(), path, deleted);
            events.data(call.context(), "data-delete", path, deleted);
        }
        return Response.empty();
    }
}
