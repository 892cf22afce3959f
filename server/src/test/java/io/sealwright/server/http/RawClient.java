package io.sealwright.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection that sends exactly the bytes it is told, and reads answers. */
public final class RawClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    public RawClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
    }

    /** One answer. Header names in lower case. */
    public record Reply(int status, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** Sends a request without a body on a connection of its own. */
    public static Reply get(int port, String target, String... headers) throws IOException {
        return ask(port, "GET", target, null, headers);
    }

    /** Sends one request on a connection of its own. */
    public static Reply ask(
            int port,
            String method,
            String target,
            @org.jspecify.annotations.Nullable String body,
            String... headers)
            throws IOException {
        try (RawClient client = new RawClient(port)) {
            try {
                client.send(request(method, target, body, headers));
            } catch (java.net.SocketException e) {
                // Refused before all of it was sent: the answer is there to be read.
            }
            return client.read(method.equals("HEAD"));
        }
    }

    public static String request(
            String method,
            String target,
            @org.jspecify.annotations.Nullable String body,
            String... headers) {
        StringBuilder text =
                new StringBuilder(method)
                        .append(' ')
                        .append(target)
                        .append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (body != null) {
            text.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return text.append("\r\n").append(body == null ? "" : body).toString();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    public Reply read() throws IOException {
        return read(false);
    }

    private Reply read(boolean head) throws IOException {
        String start = line();
        if (start.isEmpty()) {
            throw new IOException("the connection ended without an answer");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int status = Integer.parseInt(start.split(" ")[1]);
        String length = headers.getOrDefault("content-length", "0");
        byte[] body = head || status == 100 ? new byte[0] : in.readNBytes(Integer.parseInt(length));
        return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits until the server closes the connection; what it still sent. */
    public byte[] untilClosed() throws IOException {
        try {
            return in.readAllBytes();
        } catch (java.net.SocketException e) {
            // Reset: closed all the same.
            return new byte[0];
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
