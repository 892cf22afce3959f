package io.sealwright.server.request;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.openapi.ApiDocument;
import io.sealwright.server.openapi.ApiDocument.Section;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Renders what {@code path-help} shows, from the declarations of the routes. */
final class PathHelp {
    private PathHelp() {}

    /**
     * @throws RequestFailure if the path is not the mount itself, and no route of it
     */
    static Response render(Mounted mounted, RouteIndex.@Nullable Match match, String path) {
        String mountPath = mounted.mount().path();
        boolean whole = path.length() <= mountPath.length();
        if (match == null && !whole) {
            throw RequestFailure.notFound("1 error occurred:\n\t* unsupported path\n\n");
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ApiDocument document = new ApiDocument();
        Section section = section(mounted);
        if (match == null || whole) {
            data.put("help", mount(mounted));
            mounted.routes().routes().forEach(route -> document.add(section, route));
        } else {
            data.put(
                    "help",
                    route(
                            path.substring(Math.min(path.length(), mountPath.length())),
                            match.route()));
            document.add(section, match.route());
        }
        data.set("openapi", document.json());
        data.putNull("see_also");
        return Response.of(data);
    }

    private static Section section(Mounted mounted) {
        String tag = mounted.mount().engineClass() == EngineClass.AUTH ? "auth" : "secrets";
        return Section.of(
                "", mounted.type().name(), mounted.type().name().equals("system") ? "system" : tag);
    }

    private static String mount(Mounted mounted) {
        StringBuilder text = new StringBuilder("## DESCRIPTION\n\n").append(mounted.type().help());
        text.append(
                "\n\n## PATHS\n\nThe following paths are supported. To view help for one of them, ask for help"
                        + " with any path that matches it.\n");
        for (Route route : mounted.routes().routes()) {
            if (route.refusing()) {
                continue;
            }
            text.append("\n    ")
                    .append(route.pattern())
                    .append("\n        ")
                    .append(route.summary())
                    .append('\n');
        }
        return text.toString();
    }

    private static String route(String path, Route route) {
        StringBuilder text =
                new StringBuilder("Request:        ")
                        .append(path)
                        .append("\nMatching Route: ")
                        .append(route.pattern())
                        .append("\n\n")
                        .append(route.summary())
                        .append('\n');
        if (!route.fields().isEmpty()) {
            text.append("\n## PARAMETERS\n");
        }
        for (Field field : route.fields()) {
            text.append("\n    ")
                    .append(field.name())
                    .append(" (")
                    .append(field.type().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(field.required() ? ", required)\n\n        " : ")\n\n        ")
                    .append(field.description())
                    .append('\n');
        }
        return text.append("\n## OPERATIONS\n\n    ")
                .append(operations(route))
                .append('\n')
                .toString();
    }

    private static String operations(Route route) {
        return route.operations().stream()
                .map(operation -> operation.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
