package io.sealwright.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** A Redis server of Debian's package, on loopback, with its users in a file. For one thread. */
public final class RedisServer implements AutoCloseable {
    public static final String PASSWORD = "pass@word:1/?";

    private final Path folder = Program.folder("redis");
    private final int port = Ports.free();
    private final Program program;

    public RedisServer() {
        try {
            Files.writeString(
                    folder.resolve("users.acl"), "user default on >" + PASSWORD + " ~* &* +@all\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        program =
                Program.start(
                        folder,
                        List.of(
                                "redis-server",
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                String.valueOf(port),
                                "--save",
                                "",
                                "--dir",
                                folder.toString(),
                                "--aclfile",
                                folder.resolve("users.acl").toString()));
        await();
    }

    public static boolean isInstalled() {
        return Program.isInstalled("redis-server");
    }

    private void await() {
        for (int attempt = 0; attempt < 300; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port));
                return;
            } catch (IOException e) {
                try {
                    Thread.sleep(50);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(interrupted);
                }
            }
        }
        throw new AssertionError("Redis does not start");
    }

    public int port() {
        return port;
    }

    public boolean letsIn(String user, String password) {
        try (Connection connection =
                new Connection(
                        new HostAndPort("127.0.0.1", port),
                        DefaultJedisClientConfig.builder().user(user).password(password).build())) {
            return connection.isConnected();
        } catch (JedisException e) {
            return !String.valueOf(e.getMessage()).startsWith("WRONGPASS");
        }
    }

    /** What it has written down of its users. */
    public String users() {
        try {
            return Files.readString(folder.resolve("users.acl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
