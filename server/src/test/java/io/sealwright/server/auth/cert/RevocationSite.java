package io.sealwright.server.auth.cert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A web server on loopback that turns the bytes of each request into those of its answer. */
final class RevocationSite implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile UnaryOperator<byte[]> answer = request -> request;
    private volatile int status = 200;

    RevocationSite() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            byte[] body = answer.apply(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    RevocationSite answers(UnaryOperator<byte[]> how) {
        answer = how;
        status = 200;
        return this;
    }

    RevocationSite answers(byte[] body) {
        return answers(_ -> body);
    }

    void fails() {
        status = 503;
    }

    int asked() {
        return asked.get();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/x";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
