package io.sealwright.server.outbound;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The addresses that the server sends requests to: {@code https}, and {@code http} on this machine
 * alone, or where the answer is signed.
 */
public final class OutboundUrl {
    /** Longest address. */
    public static final int MAX_LENGTH = 2_048;

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private OutboundUrl() {}

    /**
     * @throws OutboundException if nothing may be sent there; the message says what is wrong, not
     *     what was given
     */
    public static URI parse(String text) {
        URI uri = withHost(text);
        if (!isSecure(uri) && !(isPlain(uri) && isOnThisMachine(uri))) {
            throw new OutboundException("the URL must begin with https://");
        }
        return uri;
    }

    /**
     * The same for what is signed and says when it was, such as a list of revoked certificates: it
     * is usually had without TLS, from anywhere.
     *
     * @throws OutboundException if nothing may be sent there
     */
    public static URI parseForSigned(String text) {
        URI uri = withHost(text);
        if (!isSecure(uri) && !isPlain(uri)) {
            throw new OutboundException("the URL must begin with https:// or http://");
        }
        return uri;
    }

    private static URI withHost(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new OutboundException("the URL is longer than " + MAX_LENGTH + " characters");
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new OutboundException("it is not a URL");
        }
        if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
            throw new OutboundException(
                    "it is not a URL with a host, and without a user or a fragment");
        }
        return uri;
    }

    /** Whether it does without TLS. */
    public static boolean isPlain(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme());
    }

    private static boolean isSecure(URI uri) {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** Whether its host is an address of this machine that no other can be reached by. */
    public static boolean isOnThisMachine(URI uri) {
        return LOOPBACK.matcher(uri.getHost().toLowerCase(Locale.ROOT)).matches();
    }
}
