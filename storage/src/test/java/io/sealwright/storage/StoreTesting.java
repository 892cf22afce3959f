package io.sealwright.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What the storage tests share. */
public final class StoreTesting {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Each of the JVMs that run tests at once has ports of its own. */
    private static final int FIRST_PORT =
            22_000 + 250 * (Integer.getInteger("sealwright.tests.fork", 1) - 1);

    private static final int LAST_PORT = FIRST_PORT + 249;
    private static final AtomicInteger PORTS = new AtomicInteger(FIRST_PORT);

    private StoreTesting() {}

    /** A port of the tests' range that nothing listens on. */
    public static int freePort() {
        while (true) {
            int port = PORTS.getAndUpdate(now -> now >= LAST_PORT ? FIRST_PORT : now + 1);
            try (java.net.ServerSocket probe = new java.net.ServerSocket()) {
                probe.bind(new java.net.InetSocketAddress("127.0.0.1", port));
                return port;
            } catch (java.io.IOException taken) {
                // The next one.
            }
        }
    }

    public static StoreConfig config(Path path) {
        return StoreConfig.at(path, "127.0.0.1:" + freePort(), "http://127.0.0.1:1")
                .withBlockCache(4 << 20)
                .withReservedDisk(0)
                .withElectionTimeout(Duration.ofMillis(400));
    }

    public static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    public static Key key(String name) {
        return Keys.of(
                Keys.ROOT_NAMESPACE,
                Keys.ITEM,
                new SpaceId(0x0080_0000_0000_0001L),
                name.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** An entry that has to be there. */
    public static Entry present(View view, String name) {
        return Objects.requireNonNull(view.get(key(name)), name);
    }

    public static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    public static long number(Entry entry) {
        return ByteBuffer.wrap(entry.value()).getLong();
    }

    public static WriteSet write(List<Precondition> preconditions, Mutation... mutations) {
        return new WriteSet(TransactionId.random(RANDOM), preconditions, List.of(mutations));
    }

    public static WriteSet put(String name, String value) {
        return write(List.of(), new Mutation.Put(key(name), bytes(value)));
    }
}
