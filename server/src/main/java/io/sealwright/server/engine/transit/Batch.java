package io.sealwright.server.engine.transit;

import io.sealwright.crypto.transit.RefusedException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request wants done: one item out of its own parameters, or those of {@code batch_input},
 * each with a result or an error of its own.
 */
final class Batch {
    /** The most items of one request. */
    static final int MAX_ITEMS = 1_000;

    static final Field BATCH_INPUT =
            Field.of(
                    "batch_input",
                    FieldType.ANY,
                    "A list of items, each with the parameters above and a reference that comes back; at most "
                            + MAX_ITEMS
                            + ". The request's own are ignored.");
    static final Field PARTIAL_FAILURE =
            Field.of(
                    "partial_failure_response_code",
                    FieldType.INT,
                    "The status to answer with when some items of a batch fail, 200 to 599.");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<Integer> NO_BODY = Set.of(205, 304);

    private final boolean batch;
    private final List<Item> items;

    private Batch(boolean batch, List<Item> items) {
        this.batch = batch;
        this.items = items;
    }

    /** Does one item: puts what is to be answered into the result, or throws. */
    @FunctionalInterface
    interface Action {
        /**
         * @throws RefusedException with what is wrong with the item
         */
        void accept(Item item, ObjectNode result);
    }

    /**
     * @param required what each item of a batch must have, with the reason; empty for nothing
     * @throws RequestFailure if there is none, or too much of it
     */
    static Batch of(Call call, String required, String reason) {
        JsonNode input = call.body().get("batch_input");
        if (input == null || input.isNull()) {
            return new Batch(false, List.of(Item.only(call)));
        }
        if (!(input instanceof ArrayNode array)) {
            throw invalid("source data must be an array or slice");
        }
        if (array.isEmpty()) {
            throw RequestFailure.invalid("missing batch input to process");
        }
        if (array.size() > MAX_ITEMS) {
            throw RequestFailure.invalid(
                    "batch_input has more than " + MAX_ITEMS + " items; send several requests");
        }
        List<Item> items = new ArrayList<>(array.size());
        for (JsonNode element : array) {
            if (!(element instanceof ObjectNode object)) {
                throw invalid("[" + items.size() + "] expected a map");
            }
            if (!required.isEmpty() && !object.has(required)) {
                throw invalid("'[" + items.size() + "]." + required + "' " + reason);
            }
            items.add(new Item(items.size(), object, true));
        }
        return new Batch(true, items);
    }

    static RequestFailure invalid(String what) {
        return RequestFailure.invalid("failed to parse batch input: " + what);
    }

    boolean batch() {
        return batch;
    }

    List<Item> items() {
        return items;
    }

    Item first() {
        return items.getFirst();
    }

    /**
     * Whether the items have a context; the peer wants it of all or of none.
     *
     * @throws RequestFailure if of some
     */
    boolean withContext() {
        boolean first = !first().text("context").isEmpty();
        for (Item item : items) {
            if (item.text("context").isEmpty() == first) {
                throw RequestFailure.invalid(
                        "context should be set either in all the request blocks or in none");
            }
        }
        return first;
    }

    /**
     * The answer after all items are done.
     *
     * @param failed puts into the result of an item that failed what stands there besides the error
     * @param statusTells whether a batch in which an item failed is answered with 400
     * @throws RequestFailure if the only item of a request that is no batch fails
     */
    Response answer(Call call, Action action, Action failed, boolean statusTells) {
        if (!batch) {
            ObjectNode data = NODES.objectNode();
            try {
                action.accept(first(), data);
            } catch (RefusedException e) {
                throw RequestFailure.invalid(e.reason());
            }
            return Response.of(data);
        }
        ArrayNode results = NODES.arrayNode(items.size());
        int failures = 0;
        for (Item item : items) {
            ObjectNode result = NODES.objectNode();
            try {
                action.accept(item, result);
            } catch (RefusedException e) {
                result.removeAll();
                failed.accept(item, result);
                result.put("error", e.reason());
                failures++;
            }
            results.add(result.put("reference", item.text("reference")));
        }
        ObjectNode data = NODES.objectNode();
        data.set("batch_results", results);
        Response response = Response.of(data);
        return failures == 0 || !statusTells ? response : failed(call, response, failures);
    }

    private Response failed(Call call, Response response, int failures) {
        if (!call.has(PARTIAL_FAILURE.name()) || failures == items.size()) {
            return response.withStatus(400);
        }
        long status = call.integer(PARTIAL_FAILURE.name(), 0);
        if (status < 200 || status > 599 || NO_BODY.contains((int) status)) {
            return response.withStatus(400)
                    .withWarning(
                            "invalid HTTP response code override from partial_failure_response_code, reverting to 400");
        }
        return response.withStatus((int) status);
    }

    /**
     * One of them.
     *
     * @param batched whether it stands in {@code batch_input}
     */
    record Item(int index, ObjectNode members, boolean batched) {
        /** The request's own parameters. */
        static Item only(Call call) {
            return new Item(0, call.body(), false);
        }

        boolean has(String name) {
            return members.has(name);
        }

        /**
         * Empty if it is not there.
         *
         * @throws RequestFailure if it is no string
         */
        String text(String name) {
            JsonNode node = members.get(name);
            if (node == null || node.isNull()) {
                return "";
            }
            if (node.isString()) {
                return node.stringValue();
            }
            if (!batched && (node.isNumber() || node.isBoolean())) {
                return node.asString();
            }
            throw wrong(name, "string");
        }

        /**
         * 0 if it is not there.
         *
         * @throws RequestFailure if it is no whole number
         */
        int number(String name) {
            JsonNode node = members.get(name);
            if (node == null || node.isNull()) {
                return 0;
            }
            if (node.isIntegralNumber() && node.canConvertToInt()) {
                return node.intValue();
            }
            if (!batched && node.isString() && node.stringValue().matches("-?[0-9]{1,9}")) {
                return Integer.parseInt(node.stringValue());
            }
            throw wrong(name, "int");
        }

        private RequestFailure wrong(String name, String type) {
            return batched
                    ? invalid("'[" + index + "]." + name + "' expected type '" + type + "'")
                    : RequestFailure.invalid(
                            "error converting input for field \"" + name + "\": expected " + type);
        }

        @Override
        public String toString() {
            return "Item[" + index + "]";
        }
    }
}
