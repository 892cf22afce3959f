package io.sealwright.server.auth.jwt;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.util.List;

/** Parameters that would otherwise grow without end. */
final class Limits {
    /** The most entries of a list. */
    static final int MAX_ENTRIES = 256;

    /** The most characters of an entry, a name of a claim, or a URI. */
    static final int MAX_TEXT = 2_048;

    private Limits() {}

    static List<String> strings(Call call, String name) {
        List<String> values = LoginNames.texts(call, name);
        if (values.size() > MAX_ENTRIES) {
            throw RequestFailure.invalid(name + " holds more than " + MAX_ENTRIES + " entries");
        }
        values.forEach(value -> requireShort(name, value));
        return values;
    }

    static String text(Call call, String name) {
        String value = call.string(name, "");
        requireShort(name, value);
        return value;
    }

    static void requireShort(String name, String value) {
        if (value.length() > MAX_TEXT) {
            throw RequestFailure.invalid(name + " is longer than " + MAX_TEXT + " characters");
        }
    }
}
