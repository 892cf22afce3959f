package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where a socket or syslog device sends to. Immutable. */
public sealed interface AuditEndpoint {

    /** A stream tells whether its lines were taken; datagrams do not. */
    boolean stream();

    record Tcp(String host, int port) implements AuditEndpoint {
        public Tcp {
            checkPort(port);
        }

        @Override
        public boolean stream() {
            return true;
        }

        @Override
        public String toString() {
            return hostPort(host, port);
        }
    }

    record Udp(String host, int port) implements AuditEndpoint {
        public Udp {
            checkPort(port);
        }

        @Override
        public boolean stream() {
            return false;
        }

        @Override
        public String toString() {
            return hostPort(host, port);
        }
    }

    record UnixStream(Path path) implements AuditEndpoint {
        public UnixStream {
            checkPath(path);
        }

        @Override
        public boolean stream() {
            return true;
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** On Linux alone. */
    record UnixDatagram(Path path) implements AuditEndpoint {
        public UnixDatagram {
            checkPath(path);
        }

        @Override
        public boolean stream() {
            return false;
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port must be between 1 and 65535");
        }
    }

    private static void checkPath(Path path) {
        if (!path.isAbsolute()
                || path.toString().getBytes(StandardCharsets.UTF_8).length
                        > UnixDatagramSocket.MAX_PATH) {
            throw new IllegalArgumentException(
                    "the address of a UNIX socket must be an absolute path of at most "
                            + UnixDatagramSocket.MAX_PATH
                            + " bytes");
        }
    }

    private static String hostPort(String host, int port) {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
