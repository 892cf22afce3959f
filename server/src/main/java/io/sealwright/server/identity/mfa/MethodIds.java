package io.sealwright.server.identity.mfa;

import java.util.regex.Pattern;

/** Ids of methods: UUIDs in lower case. */
final class MethodIds {
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private MethodIds() {}

    static boolean valid(String id) {
        return UUID.matcher(id).matches();
    }
}
