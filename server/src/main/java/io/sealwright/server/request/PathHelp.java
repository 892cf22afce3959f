package io.sealwright.server.request;

import io.sealwright.server.mount.Mounted;
import io.sealwright.server.mount.RouteIndex;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Renders what {@code path-help} shows, from the declarations of the routes. */
final class PathHelp {
    private PathHelp() {}

    static Response render(Mounted mounted, RouteIndex.@Nullable Match match) {
        String text = match == null ? mount(mounted) : route(mounted, match.route());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("help", text);
        data.putNull("see_also");
        return Response.of(data);
    }

    private static String mount(Mounted mounted) {
        StringBuilder text = new StringBuilder("## DESCRIPTION\n\n").append(mounted.type().help());
        text.append(
                "\n\n## PATHS\n\nThe following paths are supported by this engine. To view help for one of them, use"
                        + " path-help with any route that matches it.\n");
        for (Route route : mounted.routes().routes()) {
            text.append("\n    ")
                    .append(route.pattern())
                    .append("\n        ")
                    .append(route.summary())
                    .append('\n');
        }
        return text.toString();
    }

    private static String route(Mounted mounted, Route route) {
        StringBuilder text =
                new StringBuilder("Request:        ")
                        .append(route.pattern())
                        .append("\nMatching Route: ")
                        .append(mounted.mount().path())
                        .append(route.pattern())
                        .append("\n\n")
                        .append(route.summary())
                        .append("\n\n## PARAMETERS\n");
        for (Field field : route.fields()) {
            text.append("\n    ")
                    .append(field.name())
                    .append(" (")
                    .append(field.type().name().toLowerCase(Locale.ROOT))
                    .append(field.required() ? ", required)" : ")")
                    .append("\n        ")
                    .append(field.description())
                    .append('\n');
        }
        return text.append("\n## OPERATIONS\n\n    ")
                .append(route.operations().toString().toLowerCase(Locale.ROOT))
                .append('\n')
                .toString();
    }
}
