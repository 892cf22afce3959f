package io.sealwright.server.identity;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lists of entities, groups and aliases, a page at a time. */
final class Listing {
    /** The most entries of one page. */
    static final int MAX_PAGE = 10_000;

    static final List<Field> FIELDS =
            List.of(
                    Field.of("after", FieldType.STRING, "Starts after this id."),
                    Field.of("limit", FieldType.INT, "The most entries to list."));

    private Listing() {}

    static String after(Call call) {
        return call.string("after", "");
    }

    static int limit(Call call) {
        long limit = call.integer("limit", 0);
        return limit <= 0 ? MAX_PAGE : (int) Math.min(limit, MAX_PAGE);
    }

    /**
     * @param info what is told of each key; null for nothing
     * @throws RequestFailure not found, if there are none
     */
    static <T> Response of(
            List<T> found, Function<T, String> key, @Nullable Function<T, ObjectNode> info) {
        if (found.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        if (info != null) {
            ObjectNode all = data.putObject("key_info");
            found.forEach(one -> all.set(key.apply(one), info.apply(one)));
        }
        ArrayNode keys = data.putArray("keys");
        found.forEach(one -> keys.add(key.apply(one)));
        Response response = Response.of(data);
        return found.size() == MAX_PAGE
                ? response.withWarning(
                        "There may be more; list again with \"after\" set to the last id.")
                : response;
    }
}
