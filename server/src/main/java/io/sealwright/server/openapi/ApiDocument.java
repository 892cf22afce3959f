package io.sealwright.server.openapi;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.Version;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.Route;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAPI 3.0 document, built route by route. The standard has no LIST: a listing is a GET with
 * {@code list=true}, as on the wire. Not thread-safe.
 */
public final class ApiDocument {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}.]+)(\\.\\.\\.)?}");

    private static final List<String> METHODS = List.of("get", "post", "patch", "delete");

    /** What an item says of all its methods. */
    private static final List<String> WHOLE =
            List.of(
                    "parameters",
                    "x-vault-sudo",
                    "x-vault-unauthenticated",
                    "x-vault-createSupported");

    /** What a writing knows of a listing at the same path. */
    private static final Set<String> PAGING = Set.of("after", "limit");

    private final ObjectNode paths = JsonNodeFactory.instance.objectNode();
    private final Schemas schemas = new Schemas();
    private final Set<String> operationIds = new HashSet<>();

    /** What a mount's routes have in common. */
    public record Section(String base, String name, String tag, List<PathParameter> parameters) {
        /**
         * @param base without a slash at its end; empty for paths relative to the mount
         * @param name first word of the operation ids
         */
        public static Section of(String base, String name, String tag) {
            // A brace of a mount's path is no parameter.
            String plain = base.replace("{", "%7B").replace("}", "%7D");
            return new Section(plain, name, tag, List.of());
        }

        /** A section whose mount path is a parameter itself. */
        public static Section generic(String parameter, String mountPath, String name, String tag) {
            return new Section(
                    "/{" + parameter + "}",
                    name,
                    tag,
                    List.of(new PathParameter(parameter, mountPath)));
        }
    }

    /** A parameter before a route's own; {@code usual} is what it is on this server. */
    public record PathParameter(String name, String usual) {}

    /** Nothing for a route that only refuses. */
    public void add(Section section, Route route) {
        if (route.refusing()) {
            return;
        }
        String path = section.base() + "/" + PARAMETER.matcher(route.pattern()).replaceAll("{$1}");
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        item.put("description", route.summary());
        pathParameters(item, section, route);
        boolean sudo = route.operations().stream().anyMatch(route::needsSudo);
        if (sudo) {
            item.put("x-vault-sudo", true);
        }
        if (route.unauthenticated()) {
            item.put("x-vault-unauthenticated", true);
        }
        if (route.existence() != null) {
            item.put("x-vault-createSupported", true);
        }
        operations(item, section, route);
        put(path, item);
    }

    /**
     * A listing has the path without a slash at its end, since its clients leave that out; it
     * shares it with what else is there, or else keeps the slash.
     */
    private void put(String path, ObjectNode item) {
        boolean folder = path.endsWith("/");
        String plain = folder ? path.substring(0, path.length() - 1) : path;
        JsonNode other = paths.get(plain);
        if (!(other instanceof ObjectNode known)) {
            paths.set(plain, item);
        } else if (agree(known, item)) {
            METHODS.stream()
                    .filter(item::has)
                    .forEach(method -> known.set(method, item.get(method)));
        } else if (folder) {
            paths.set(path, item);
        } else {
            paths.set(plain + "/", known);
            paths.set(plain, item);
        }
    }

    /** Whether one path can be both: no method twice, and nothing different said of the whole. */
    private static boolean agree(ObjectNode known, ObjectNode item) {
        return METHODS.stream().noneMatch(method -> known.has(method) && item.has(method))
                && WHOLE.stream().allMatch(name -> Objects.equals(known.get(name), item.get(name)));
    }

    private static void pathParameters(ObjectNode item, Section section, Route route) {
        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        for (PathParameter parameter : section.parameters()) {
            pathParameter(parameters, parameter.name())
                    .put("description", "Where the engine is mounted.")
                    .putObject("schema")
                    .put("type", "string")
                    .put("default", parameter.usual());
        }
        Matcher matcher = PARAMETER.matcher(route.pattern());
        while (matcher.find()) {
            String more =
                    matcher.group(2) == null ? "One segment of the path." : "The rest of the path.";
            pathParameter(parameters, matcher.group(1))
                    .put("description", more)
                    .putObject("schema")
                    .put("type", "string");
        }
        if (!parameters.isEmpty()) {
            item.set("parameters", parameters);
        }
    }

    private static ObjectNode pathParameter(ArrayNode parameters, String name) {
        return parameters.addObject().put("name", name).put("in", "path").put("required", true);
    }

    private void operations(ObjectNode item, Section section, Route route) {
        Set<Operation> supported = route.operations();
        if (supported.contains(Operation.READ)) {
            reading(item, section, route, "read", supported);
            markSudo(item, "get", route, Operation.READ);
        } else if (supported.contains(Operation.LIST)) {
            reading(item, section, route, "list", supported);
            markSudo(item, "get", route, Operation.LIST);
        } else if (supported.contains(Operation.SCAN)) {
            reading(item, section, route, "scan", supported);
            markSudo(item, "get", route, Operation.SCAN);
        }
        if (supported.contains(Operation.UPDATE) || supported.contains(Operation.CREATE)) {
            writing(item, "post", "write", section, route, "application/json");
            markSudo(item, "post", route, Operation.UPDATE);
        }
        if (supported.contains(Operation.PATCH)) {
            writing(item, "patch", "patch", section, route, "application/merge-patch+json");
            markSudo(item, "patch", route, Operation.PATCH);
        }
        if (supported.contains(Operation.DELETE)) {
            ObjectNode delete = operation(item, "delete", "delete", section, route);
            Responses.put(delete, "200", "204");
            markSudo(item, "delete", route, Operation.DELETE);
        }
    }

    /** As with Vault a whole path is marked as well; which of its methods is meant is said here. */
    private static void markSudo(ObjectNode item, String method, Route route, Operation operation) {
        if (route.needsSudo(operation) && item.get(method) instanceof ObjectNode found) {
            found.put("x-vault-sudo", true);
        }
    }

    private void reading(
            ObjectNode item, Section section, Route route, String verb, Set<Operation> supported) {
        ObjectNode get = operation(item, "get", verb, section, route);
        ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
        if (supported.contains(Operation.LIST)) {
            flag(parameters, "list", verb.equals("list"));
        }
        if (supported.contains(Operation.SCAN) && !verb.equals("list")) {
            flag(parameters, "scan", verb.equals("scan"));
        }
        for (Field field : queryFields(route, supported)) {
            ObjectNode parameter =
                    parameters.addObject().put("name", field.name()).put("in", "query");
            parameter.put("description", field.description());
            if (Schemas.isList(field)) {
                parameter.put("style", "form").put("explode", false);
            }
            parameter.set("schema", Schemas.of(field));
        }
        if (!parameters.isEmpty()) {
            get.set("parameters", parameters);
        }
        Responses.put(get, "200");
    }

    private static void flag(ArrayNode parameters, String name, boolean required) {
        ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
        if (required) {
            parameter.put("required", true);
        }
        parameter.put("description", "Names instead of a record.");
        parameter.putObject("schema").put("type", "string").putArray("enum").add("true");
    }

    /** Where nothing is written, every field belongs to the reading. */
    private static List<Field> queryFields(Route route, Set<Operation> supported) {
        boolean writes =
                supported.stream()
                        .anyMatch(operation ->
                                switch (operation) {
                                    case CREATE, UPDATE, PATCH -> true;
                                    case READ, LIST, SCAN, DELETE, HELP, REVOKE, RENEW, ROLLBACK ->
                                            false;
                                });
        List<Field> fields = new ArrayList<>();
        for (Field field : route.fields()) {
            if (Schemas.fitsQuery(field)
                    && (!writes || field.reading() || isPaging(field, supported))) {
                fields.add(field);
            }
        }
        return fields;
    }

    private static boolean isPaging(Field field, Set<Operation> supported) {
        return PAGING.contains(field.name())
                && (supported.contains(Operation.LIST) || supported.contains(Operation.SCAN));
    }

    private void writing(
            ObjectNode item,
            String method,
            String verb,
            Section section,
            Route route,
            String type) {
        ObjectNode operation = operation(item, method, verb, section, route);
        List<Field> fields =
                route.fields().stream()
                        .filter(field -> !isPaging(field, route.operations()))
                        .toList();
        if (!fields.isEmpty() || route.freeForm()) {
            boolean required = fields.stream().anyMatch(Field::required);
            String name = camel(words(section, verb, route)) + "Request";
            operation
                    .putObject("requestBody")
                    .put("required", required)
                    .putObject("content")
                    .putObject(type)
                    .putObject("schema")
                    .put("$ref", schemas.body(name, fields));
        }
        Responses.put(operation, "200", "204");
    }

    private ObjectNode operation(
            ObjectNode item, String method, String verb, Section section, Route route) {
        ObjectNode operation = item.putObject(method);
        operation.put("summary", route.summary());
        operation.put("operationId", unique(words(section, verb, route)));
        operation.putArray("tags").add(section.tag());
        return operation;
    }

    private static String words(Section section, String verb, Route route) {
        String text = section.name() + "-" + verb + "-" + route.pattern();
        return text.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    }

    private String unique(String wanted) {
        String free = wanted;
        for (int i = 2; !operationIds.add(free); i++) {
            free = wanted + "-" + i;
        }
        return free;
    }

    private static String camel(String words) {
        StringBuilder text = new StringBuilder();
        for (String word : words.split("-")) {
            text.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return text.toString();
    }

    /** The document so far. */
    public ObjectNode json() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("openapi", "3.0.2");
        ObjectNode info = document.putObject("info");
        info.put("title", "Sealwright API");
        info.put("description", "Every path has /v1 in front of it.");
        info.put("version", Version.PRODUCT);
        info.putObject("license").put("name", "Apache-2.0");
        document.set("paths", paths);
        ObjectNode components = document.putObject("components");
        components.set("schemas", schemas.shared());
        components.set("responses", Responses.shared());
        return document;
    }
}
