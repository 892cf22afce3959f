package io.sealwright.server.engine.database;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The records of one kind, each under its name. Names tell upper from lower case. */
record Folder<T>(String path, RecordCodec<T> codec) {
    static final Folder<DatabaseConnection> CONNECTIONS =
            new Folder<>("config/", RecordCodec.of(DatabaseConnection.class));
    static final Folder<Role> ROLES = new Folder<>("roles/", RecordCodec.of(Role.class));
    static final Folder<StaticRole> STATIC_ROLES =
            new Folder<>("static-roles/", RecordCodec.of(StaticRole.class));

    /** Longest name, in characters. */
    static final int MAX_NAME = 256;

    private static final int MAX_LISTED = 10_000;
    private static final Pattern NAME = Pattern.compile("\\w(?:[\\w.-]*\\w)?");

    /**
     * The name in the path of a call.
     *
     * @throws RequestFailure if it cannot be one
     */
    static String name(Call call) {
        String name = call.path("name");
        if (name.length() > MAX_NAME) {
            throw RequestFailure.invalid("the name is longer than " + MAX_NAME + " characters");
        }
        if (!isName(name)) {
            // As if there were no such route.
            throw RequestFailure.notFound("1 error occurred:\n\t* unsupported path\n\n");
        }
        return name;
    }

    static boolean isName(String name) {
        return name.length() <= MAX_NAME && NAME.matcher(name).matches();
    }

    @Nullable Decoded<T> find(Records records, String name) {
        return records.get(path + name, codec);
    }

    /** The same, and what comes of it does not depend on its staying so. */
    @Nullable Decoded<T> peek(Records records, String name) {
        return records.peek(path + name, codec);
    }

    void put(Records records, String name, T value) {
        records.put(path + name, codec.encode(value));
    }

    void delete(Records records, String name) {
        records.delete(path + name);
    }

    /** The route that lists them. */
    Route listing(String summary) {
        return Route.at(path, summary)
                .field("after", FieldType.STRING, "Starts after this name.")
                .field("limit", FieldType.INT, "The most names to list.")
                .on(Operation.LIST, this::list)
                .build();
    }

    private Response list(Call call) {
        long limit = call.integer("limit", 0);
        int most = limit <= 0 ? MAX_LISTED : (int) Math.min(limit, MAX_LISTED);
        List<String> names = call.records().list(path, call.string("after", ""), most);
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        names.forEach(data.putArray("keys")::add);
        return Response.of(data);
    }
}
