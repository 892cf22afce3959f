package io.sealwright.server;

import io.sealwright.server.config.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * {@code health [HOST:PORT]}: whether the node on this machine answers {@code sys/health} at all.
 *
 * <p>Alive is not ready: a node that is sealed, not initialised, or without a majority answers, and
 * to restart it would help nobody and seal it. Readiness is the status that it answers with, which
 * is what a load balancer looks at.
 */
final class HealthCommand {
    static final int ALIVE = 0;
    static final int DEAD = 1;
    static final int USAGE = 2;

    private static final String ADDRESS = "SEALWRIGHT_LISTENER_ADDRESS";
    private static final String DEFAULT_ADDRESS = "127.0.0.1:8200";
    private static final int MAX_ANSWER = 8192;
    private static final int BAD_REQUEST = 400;

    /** What the API says of a node that works as it should, given its circumstances. */
    private static final List<Integer> CODES = List.of(200, 429, 472, 473, 501, 503);

    private final InetSocketAddress address;
    private final int millis;

    private HealthCommand(InetSocketAddress address, Duration limit) {
        this.address = address;
        this.millis = Math.toIntExact(limit.toMillis());
    }

    /**
     * Asks once, with or without TLS as the node has it, and prints the answer.
     *
     * @param arguments an address, or none for that of the environment
     * @param limit for connecting, and for each part of the answer
     * @return the exit status
     */
    static int run(
            List<String> arguments,
            Map<String, String> environment,
            Duration limit,
            PrintStream out) {
        String text =
                arguments.isEmpty()
                        ? environment.getOrDefault(ADDRESS, DEFAULT_ADDRESS)
                        : arguments.getFirst();
        try {
            InetSocketAddress address = reachable(HostPort.parse(text).resolve());
            return new HealthCommand(address, limit).ask(out);
        } catch (IllegalArgumentException e) {
            out.println("usage: health [HOST:PORT]; the address " + e.getMessage());
            return USAGE;
        } catch (IOException | GeneralSecurityException e) {
            out.println(text + " does not answer: " + e.getMessage());
            return DEAD;
        }
    }

    /** A listener on every address is asked by loopback. */
    private static InetSocketAddress reachable(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort())
                : address;
    }

    private int ask(PrintStream out) throws IOException, GeneralSecurityException {
        String answer = plain();
        int code = code(answer);
        if (code == BAD_REQUEST) {
            // What a TLS listener says to plain HTTP.
            answer = encrypted();
            code = code(answer);
        }
        out.println(answer.strip());
        return CODES.contains(code) ? ALIVE : DEAD;
    }

    private String plain() throws IOException {
        try (Socket socket = new Socket()) {
            return exchange(socket);
        }
    }

    /** The certificate is not checked: it is this machine's own node, and nothing is told to it. */
    private String encrypted() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, null);
        try (Socket socket = context.getSocketFactory().createSocket()) {
            return exchange(socket);
        }
    }

    private String exchange(Socket socket) throws IOException {
        socket.setSoTimeout(millis);
        socket.connect(address, millis);
        String request =
                "GET /v1/sys/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return read(socket.getInputStream());
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] part = new byte[1024];
        for (int n = in.read(part); n >= 0 && answer.size() < MAX_ANSWER; n = in.read(part)) {
            answer.write(part, 0, n);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static int code(String answer) throws IOException {
        String[] words = answer.split("[ \r\n]", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("\\d{3}")) {
            throw new IOException("what it says is not HTTP");
        }
        return Integer.parseInt(words[1]);
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
