package io.sealwright.server.auth.jwt;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a provider may send a browser back to. */
final class RedirectUris {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private RedirectUris() {}

    /**
     * Whether it is one of the allowed: letter by letter, but for the port of programs on the
     * user's own machine, which take any that is free (RFC 8252, 7.3).
     */
    static boolean allowed(String uri, List<String> allowed) {
        URI given = parsed(uri);
        if (given == null) {
            return false;
        }
        if (!LOOPBACK.contains(Objects.requireNonNullElse(given.getHost(), ""))) {
            return allowed.contains(uri);
        }
        return allowed.stream()
                .map(RedirectUris::parsed)
                .anyMatch(other -> other != null && sameButForThePort(given, other));
    }

    private static boolean sameButForThePort(URI a, URI b) {
        return Objects.equals(a.getScheme(), b.getScheme())
                && Objects.equals(a.getRawUserInfo(), b.getRawUserInfo())
                && Objects.equals(a.getHost(), b.getHost())
                && Objects.equals(a.getRawPath(), b.getRawPath())
                && Objects.equals(a.getRawQuery(), b.getRawQuery())
                && Objects.equals(a.getRawFragment(), b.getRawFragment());
    }

    private static @Nullable URI parsed(String uri) {
        try {
            return URI.create(uri);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
