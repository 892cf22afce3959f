package io.sealwright.server.spi;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What follows an answer on a connection that becomes a WebSocket: texts for the client, until
 * either side ends it. What the client sends is not read.
 */
@FunctionalInterface
public interface Feed {
    /** Longest reason of an {@link End}, in bytes: the protocol's limit. */
    int MAX_REASON = 123;

    /**
     * Runs once, on a thread of its own, after the client has got its answer.
     *
     * @return why it ends; the client is told
     * @throws IOException if the client has gone, or takes too long to take a text
     * @throws InterruptedException if the client has closed the connection
     */
    End run(Outlet outlet) throws IOException, InterruptedException;

    /** The client's side. For one thread. */
    interface Outlet {
        /** Waits until the text is sent; 10 s at most. */
        void text(String text) throws IOException;

        /** Asks whether the client is still there; whoever does not answer in 60 s is cut off. */
        void ping() throws IOException;
    }

    /**
     * @param code of RFC 6455
     * @param reason for the client, at most {@value #MAX_REASON} bytes of ASCII
     */
    record End(int code, String reason) {
        public static final int GOING_AWAY = 1001;
        public static final int POLICY_VIOLATION = 1008;
        public static final int TRY_AGAIN_LATER = 1013;

        public End {
            if (reason.length() > MAX_REASON) {
                throw new IllegalArgumentException("a reason of " + reason.length() + " bytes");
            }
        }
    }

    /**
     * Why a request is no opening handshake of a WebSocket; empty if it is one.
     *
     * @param headers of the request, by lower-case names
     */
    static String refusal(Map<String, List<String>> headers) {
        if (!has(headers, "connection", "upgrade") || !has(headers, "upgrade", "websocket")) {
            return "this path is for WebSocket clients: it needs the headers Connection: Upgrade and"
                    + " Upgrade: websocket";
        }
        if (!has(headers, "sec-websocket-version", "13")) {
            return "only version 13 of the WebSocket protocol is spoken: Sec-WebSocket-Version: 13";
        }
        return headers.getOrDefault("sec-websocket-key", List.of()).size() == 1
                ? ""
                : "a WebSocket client sends one header Sec-WebSocket-Key";
    }

    private static boolean has(Map<String, List<String>> headers, String name, String wanted) {
        for (String value : headers.getOrDefault(name, List.of())) {
            for (String part : value.split(",", -1)) {
                if (part.strip().toLowerCase(Locale.ROOT).equals(wanted)) {
                    return true;
                }
            }
        }
        return false;
    }
}
