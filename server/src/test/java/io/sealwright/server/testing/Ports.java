package io.sealwright.server.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports on loopback that nothing listens on at the moment. */
public final class Ports {
    private static final int FIRST = 23_460;
    private static final int LAST = 23_499;
    private static final AtomicInteger NEXT = new AtomicInteger(FIRST);

    private Ports() {}

    public static int free() {
        while (true) {
            int port = NEXT.getAndUpdate(at -> at >= LAST ? FIRST : at + 1);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                // The next one.
            }
        }
    }
}
