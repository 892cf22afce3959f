package io.sealwright.server.auth.jwt;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Parameters as OAuth sends them, in the order of their names. */
final class OauthForm {
    private final Map<String, String> parameters = new TreeMap<>();

    OauthForm with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        parameters.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&")
                        .append(name)
                        .append('=')
                        .append(encoded(value)));
        return text.toString();
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
