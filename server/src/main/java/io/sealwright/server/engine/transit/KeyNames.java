package io.sealwright.server.engine.transit;

import io.sealwright.server.spi.RequestFailure;
import java.util.regex.Pattern;

/** Names of keys: ASCII letters, digits, {@code _}, and {@code .} and {@code -} within. */
final class KeyNames {
    /** Longest name, in characters. */
    static final int MAX_LENGTH = 256;

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?");

    private KeyNames() {}

    /**
     * The same name.
     *
     * @throws RequestFailure if it cannot be a name
     */
    static String checked(String name) {
        if (name.length() > MAX_LENGTH) {
            throw RequestFailure.invalid("the name is longer than " + MAX_LENGTH + " characters");
        }
        if (!NAME.matcher(name).matches()) {
            // As if there were no such route.
            throw RequestFailure.notFound("1 error occurred:\n\t* unsupported path\n\n");
        }
        return name;
    }
}
