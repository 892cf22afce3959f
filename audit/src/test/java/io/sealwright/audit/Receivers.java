package io.sealwright.audit;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Real receivers on loopback. */
final class Receivers {

    private Receivers() {}

    /** Reads lines of every connection; while {@link #gate} is set it accepts but reads nothing. */
    static final class Stream implements AutoCloseable {
        final Queue<String> lines = new ConcurrentLinkedQueue<>();
        volatile @Nullable CountDownLatch gate;
        private volatile String rest = "";
        private final int port;
        private final List<Thread> readers = new CopyOnWriteArrayList<>();
        private final Thread accepting;
        private final ServerSocketChannel server;
        private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();

        Stream(SocketAddress address) throws IOException {
            server =
                    address instanceof InetSocketAddress
                            ? ServerSocketChannel.open()
                            : ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
            server.bind(address);
            port = server.getLocalAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
            accepting = Thread.ofPlatform().daemon().start(this::accept);
        }

        static Stream tcp(int port) throws IOException {
            return new Stream(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        /** What came after the last line break. */
        String rest() {
            return rest;
        }

        int port() {
            return port;
        }

        int connections() {
            return connections.size();
        }

        private void accept() {
            try {
                while (true) {
                    SocketChannel connection = server.accept();
                    connections.add(connection);
                    readers.add(Thread.ofPlatform().daemon().start(() -> read(connection)));
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        private void read(SocketChannel connection) {
            try (InputStream in = new BufferedInputStream(Channels.newInputStream(connection))) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                for (int b = in.read(); b >= 0; b = in.read()) {
                    if (in.available() == 0) {
                        rest = line.toString(StandardCharsets.UTF_8) + (char) b;
                    }
                    CountDownLatch wait = gate;
                    if (wait != null) {
                        wait.await();
                    }
                    if (b == '\n') {
                        lines.add(line.toString(StandardCharsets.UTF_8));
                        line.reset();
                    } else {
                        line.write(b);
                    }
                }
            } catch (IOException | InterruptedException e) {
                // Closed.
            }
        }

        /** Afterwards nothing listens any more, and the other ends know of the end. */
        @Override
        public void close() throws IOException {
            server.close();
            try {
                accepting.join();
                for (SocketChannel connection : connections) {
                    connection.close();
                }
                for (Thread reader : readers) {
                    reader.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Keeps the body of each POST that it answers with {@link #status}. */
    static final class Http implements AutoCloseable {
        final List<List<String>> batches = new CopyOnWriteArrayList<>();
        final Queue<Map<String, List<String>>> headers = new ConcurrentLinkedQueue<>();
        volatile int status = 204;
        volatile @Nullable CountDownLatch gate;
        private final HttpServer server;

        Http() throws IOException {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext(
                    "/",
                    exchange -> {
                        String body =
                                new String(
                                        exchange.getRequestBody().readAllBytes(),
                                        StandardCharsets.UTF_8);
                        headers.add(Map.copyOf(exchange.getRequestHeaders()));
                        CountDownLatch wait = gate;
                        if (wait != null) {
                            try {
                                wait.await();
                            } catch (InterruptedException e) {
                                return;
                            }
                        }
                        if (status / 100 == 2) {
                            batches.add(body.lines().toList());
                        }
                        exchange.sendResponseHeaders(status, -1);
                        exchange.close();
                    });
            server.start();
        }

        List<String> lines() {
            return batches.stream().flatMap(List::stream).toList();
        }

        URI uri() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/in");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }
}
