package io.sealwright.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/** Checks of single properties. A message names the property and never repeats its value. */
final class Checks {
    private Checks() {}

    static HostPort address(String property, String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(property + " " + e.getMessage());
        }
    }

    /** Without a slash at its end. */
    static String url(String property, String text) {
        try {
            URI uri = new URI(text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getUserInfo() == null) {
                return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            }
        } catch (URISyntaxException _) {
            // The same answer as for a URI of another kind.
        }
        throw new ConfigurationException(property + " is not an http:// or https:// URL");
    }

    static void range(String property, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ConfigurationException(
                    property + " must be between " + least + " and " + most);
        }
    }

    static void range(String property, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigurationException(
                    property + " must be between " + text(least) + " and " + text(most));
        }
    }

    private static String text(Duration duration) {
        return duration.toMillisPart() == 0
                ? duration.toSeconds() + "s"
                : duration.toMillis() + "ms";
    }
}
