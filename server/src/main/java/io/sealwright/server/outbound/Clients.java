package io.sealwright.server.outbound;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** One client, with its connections, for each trust that was asked for lately. Thread-safe. */
final class Clients implements AutoCloseable {
    /** Each has a thread of its own. */
    private static final int MAX = 32;

    private final Duration connect;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Trust, HttpClient> clients = new LinkedHashMap<>(16, 0.75f, true);

    Clients(Duration connect) {
        this.connect = connect;
    }

    /**
     * @throws OutboundException if the trust's authorities cannot be read
     */
    synchronized HttpClient of(Trust trust) {
        HttpClient known = clients.get(trust);
        if (known != null) {
            return known;
        }
        if (clients.size() >= MAX) {
            Trust oldest = clients.keySet().iterator().next();
            HttpClient unused = clients.remove(oldest);
            if (unused != null) {
                // What is on its way still arrives.
                unused.shutdown();
            }
        }
        HttpClient made =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(connect)
                        .executor(threads)
                        .sslContext(trust.context())
                        .build();
        clients.put(trust, made);
        return made;
    }

    @Override
    public synchronized void close() {
        clients.values().forEach(HttpClient::shutdownNow);
        clients.clear();
    }
}
