package io.sealwright.server.engine.cubbyhole;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.JsonMembers;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Record;
import io.sealwright.storage.barrier.Records;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A private place for each token. Records lie at {@code <token hash>/<path>} as {@code [version
 * 1][JSON object as received]}; the token store deletes them with the token.
 */
@Component
final class CubbyholeEngineType implements EngineType {
    private static final byte VERSION = 1;
    private static final int PAGE = 1_000;
    // The store's limit for a path, less the token's hash and a slash.
    private static final int MAX_PATH_BYTES = 4_096 - 65;
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final long maxValue;
    private final List<Route> routes;

    CubbyholeEngineType(LimitSettings limits) {
        maxValue = limits.secretValue().toBytes();
        routes =
                List.of(
                        Route.at(
                                        "{path...}",
                                        "Keeps, gives and deletes values that only this token can see.")
                                .freeForm()
                                .existence(call -> exists(call))
                                .on(Operation.READ, CubbyholeEngineType::read)
                                .on(Operation.UPDATE, this::write)
                                .on(Operation.DELETE, CubbyholeEngineType::delete)
                                .on(Operation.LIST, CubbyholeEngineType::list)
                                .build());
    }

    @Override
    public String name() {
        return "cubbyhole";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.SECRET;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return routes;
    }

    @Override
    public String help() {
        return "The cubbyhole engine keeps arbitrary values for each token. No other token, root tokens included, can read"
                + " them, and they are deleted when the token expires or is revoked.";
    }

    @Override
    public boolean builtin() {
        return true;
    }

    /** A token keeps one cubbyhole, in whatever namespace it asks for it. */
    private static Records records(Call call) {
        return call.transaction().records(Keys.ROOT_NAMESPACE, call.mount().space());
    }

    private static boolean exists(Call call) {
        String path = record(call);
        return path != null && records(call).get(path) != null;
    }

    private static Response read(Call call) {
        String path = record(call);
        Record found = path == null ? null : records(call).get(path);
        if (found == null) {
            throw RequestFailure.notFound();
        }
        byte[] stored = found.value();
        if (stored[0] != VERSION) {
            throw new IllegalStateException("a cubbyhole record of an unknown format");
        }
        ObjectNode data = JsonMembers.of(stored, 1, stored.length).raw();
        Arrays.fill(stored, (byte) 0);
        return Response.of(data);
    }

    private Response write(Call call) {
        String path = record(call);
        if (path == null) {
            throw RequestFailure.invalid("cannot write to a path ending in '/'");
        }
        if (call.body().isEmpty()) {
            throw RequestFailure.invalid("missing data fields");
        }
        byte[] raw = call.request().body().raw();
        byte[] json = raw.length == 0 ? MAPPER.writeValueAsBytes(call.body()) : raw;
        if (json.length > maxValue) {
            throw new RequestFailure(
                    new Failure.TooLarge(
                            "the value has "
                                    + json.length
                                    + " bytes; at most "
                                    + maxValue
                                    + " are allowed"));
        }
        byte[] stored = new byte[json.length + 1];
        stored[0] = VERSION;
        System.arraycopy(json, 0, stored, 1, json.length);
        records(call).put(path, stored);
        return Response.empty();
    }

    private static Response delete(Call call) {
        String path = record(call);
        if (path != null) {
            records(call).delete(path);
        }
        return Response.empty();
    }

    private static Response list(Call call) {
        String folder = call.caller().token().hash() + "/" + checked(call.path("path"));
        List<String> names = new ArrayList<>();
        List<String> page;
        do {
            page = records(call).list(folder, names.isEmpty() ? "" : names.getLast(), PAGE);
            names.addAll(page);
        } while (page.size() == PAGE);
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode keys = data.putArray("keys");
        names.forEach(keys::add);
        return Response.of(data);
    }

    /** Null where the path names no record: empty, or a folder. */
    private static @Nullable String record(Call call) {
        String path = call.path("path");
        if (path.isEmpty() || path.endsWith("/")) {
            return null;
        }
        return call.caller().token().hash() + "/" + checked(path);
    }

    private static String checked(String path) {
        if (path.length() > MAX_PATH_BYTES
                || path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw RequestFailure.invalid("the path is longer than " + MAX_PATH_BYTES + " bytes");
        }
        if (path.startsWith("/") || path.contains("//")) {
            throw RequestFailure.invalid("the path holds an empty segment");
        }
        return path;
    }
}
