package io.sealwright.server.auth;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Names of roles and users: ASCII letters, digits, {@code _}, and {@code .} and {@code -} within.
 */
public final class LoginNames {
    /** Longest name. */
    public static final int MAX_LENGTH = 256;

    private static final int MAX_REPEATED = 64;

    /** The most names of one page of a list. */
    public static final int MAX_LISTED = 10_000;

    /** To be declared by routes that list. */
    public static final List<Field> LIST_FIELDS =
            List.of(
                    Field.of("after", FieldType.STRING, "Starts after this name."),
                    Field.of("limit", FieldType.INT, "The most names to list."));

    // No letters beyond ASCII: so there is one way to fold a name, and no two that look alike.
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?");

    private LoginNames() {}

    /**
     * The one form of a name that is stored, as with Vault in lower case.
     *
     * @throws RequestFailure if it cannot be a name
     */
    public static String folded(String name) {
        if (name.length() > MAX_LENGTH) {
            throw RequestFailure.invalid("the name is longer than " + MAX_LENGTH + " characters");
        }
        if (!NAME.matcher(name).matches()) {
            throw unsupportedPath();
        }
        return name.toLowerCase(Locale.ROOT);
    }

    /** Whether it can be a name. */
    public static boolean isName(String name) {
        return name.length() <= MAX_LENGTH && NAME.matcher(name).matches();
    }

    /**
     * A name in quotes and a space behind it, for the answer to somebody who gave it; nothing for
     * what is no short name, since it may be a secret in the wrong place.
     */
    public static String quoted(String name) {
        return isName(name) && name.length() <= MAX_REPEATED ? '"' + name + "\" " : "";
    }

    /** As if there were no such route. */
    public static RequestFailure unsupportedPath() {
        return RequestFailure.notFound("1 error occurred:\n\t* unsupported path\n\n");
    }

    /** How many names a listing may answer with. */
    public static int limit(Call call) {
        long limit = call.integer("limit", 0);
        return limit <= 0 ? MAX_LISTED : (int) Math.min(limit, MAX_LISTED);
    }

    /** A list of texts without the space around each, as Vault keeps them. */
    public static List<String> texts(Call call, String parameter) {
        return call.strings(parameter).stream().map(String::strip).toList();
    }

    /**
     * Lists the records directly in a folder.
     *
     * @throws RequestFailure not found, if there are none
     */
    public static Response list(Call call, String folder) {
        return listed(call.records().list(folder, call.string("after", ""), limit(call)));
    }

    /**
     * @throws RequestFailure not found, if there are none
     */
    public static Response listed(List<String> names) {
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode keys = data.putArray("keys");
        names.forEach(keys::add);
        return Response.of(data);
    }
}
