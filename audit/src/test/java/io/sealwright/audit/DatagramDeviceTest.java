package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.audit.AuditUnavailableException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** UDP, UNIX datagrams and syslog in its three forms. */
class DatagramDeviceTest {

    @TempDir Path folder;

    @Test
    void datagramsNeverCount() throws Exception {
        try (DatagramChannel receiver = udp();
                AuditLog log = AuditLog.open(Fixtures.settings(), List.of(socket(receiver)))) {
            Fixtures.until(() -> log.stats().getFirst().healthy());
            assertThat(log.healthy()).isFalse();
            assertThatThrownBy(() -> log.request(Fixtures.request("a")))
                    .isInstanceOfSatisfying(
                            AuditUnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.NO_DEVICE));
        }
    }

    @Test
    void besideAFileEachLineIsADatagramOfAWholeChain() throws Exception {
        Path file = folder.resolve("audit.log");
        Path copy = folder.resolve("copy.log");
        try (DatagramChannel receiver = udp()) {
            try (AuditLog log =
                    AuditLog.open(
                            Fixtures.settings(),
                            List.of(
                                    new AuditFileSettings("file/", file, null),
                                    socket(receiver)))) {
                Fixtures.until(() -> log.stats().getLast().healthy());
                Fixtures.pairs(log, "a", 3);
                huge(log);
                assertThat(log.stats().getLast().refused()).isEqualTo(1);
            }
            StringBuilder received = new StringBuilder();
            while (received.toString().lines().filter(l -> l.contains("\"response\"")).count()
                    < 3) {
                received.append(next(receiver));
            }
            Files.writeString(copy, received);
        }
        assertThat(Fixtures.verify(null, copy).findings()).isEmpty();
        assertThat(Files.readString(file)).contains("huge");
    }

    /** Too large for a datagram: refused there, written in the file. */
    private static void huge(AuditLog log) {
        AuditEntry entry =
                Fixtures.FORMAT.request(
                        Fixtures.TIME,
                        AuditAuth.NONE,
                        AuditRequest.builder("huge", "read", "x".repeat(70_000)).build());
        log.await(log.request(entry), Fixtures.deadline());
    }

    @Test
    void syslogOverUdpIsRfc5424() throws Exception {
        try (DatagramChannel receiver = udp()) {
            InetSocketAddress address = (InetSocketAddress) receiver.getLocalAddress();
            AuditSyslogSettings syslog =
                    syslog(new AuditEndpoint.Udp("127.0.0.1", address.getPort()));
            assertThat(syslog.counts()).isFalse();
            probe(syslog);
            assertThat(next(receiver))
                    .matches(
                            "<134>1 2026-11-24T13:27:00\\.569328Z node-1 seal \\d+ audit -"
                                    + " \\{\"time\".*\"type\":\"open\".*\\}");
        }
    }

    @Test
    void syslogOverTcpCountsOctets() throws Exception {
        try (Receivers.Stream receiver = Receivers.Stream.tcp(0)) {
            AuditSyslogSettings syslog =
                    syslog(new AuditEndpoint.Tcp("127.0.0.1", receiver.port()));
            assertThat(syslog.counts()).isTrue();
            try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of(syslog))) {
                Fixtures.pair(log, "a");
            }
            Fixtures.until(() -> receiver.rest().contains("response"));
            String all = receiver.rest();
            int messages = 0;
            for (int at = 0; at < all.length(); messages++) {
                int space = all.indexOf(' ', at);
                int length = Integer.parseInt(all.substring(at, space));
                assertThat(all.substring(space + 1)).startsWith("<134>1 ");
                assertThat(all.charAt(space + length)).isEqualTo('}');
                at = space + 1 + length;
            }
            assertThat(messages).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void syslogToALocalStreamIsWhatTheCLibraryWrites() throws Exception {
        Path path = folder.resolve("log");
        try (Receivers.Stream receiver =
                new Receivers.Stream(java.net.UnixDomainSocketAddress.of(path))) {
            probe(syslog(new AuditEndpoint.UnixStream(path)));
            Fixtures.until(() -> !receiver.lines.isEmpty());
            assertThat(receiver.lines.peek())
                    .matches("<134>Nov 2\\d \\d\\d:\\d\\d:\\d\\d seal\\[\\d+]: \\{\"time\".*}");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aUnixDatagramSocketThatIsNotThereIsAnError() throws Exception {
        AuditEndpoint nothing = new AuditEndpoint.UnixDatagram(folder.resolve("nothing"));
        assertThatThrownBy(() -> probe(syslog(nothing)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("errno 2");
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> SyslogFacility.of("nothing")).hasMessageContaining("LOCAL7");
        assertThatThrownBy(() ->
                        new AuditSyslogSettings(
                                "s/",
                                new AuditEndpoint.Udp("h", 1),
                                SyslogFacility.AUTH,
                                "a b",
                                NetworkTimeouts.DEFAULT))
                .hasMessageContaining("tag");
        assertThatThrownBy(() -> new AuditEndpoint.Tcp("h", 0)).hasMessageContaining("port");
        assertThatThrownBy(() -> new AuditEndpoint.UnixStream(Path.of("relative")))
                .hasMessageContaining("absolute");
    }

    private static AuditSyslogSettings syslog(AuditEndpoint endpoint) {
        return new AuditSyslogSettings(
                "syslog/", endpoint, SyslogFacility.LOCAL0, "seal", NetworkTimeouts.DEFAULT);
    }

    private static AuditSocketSettings socket(DatagramChannel receiver) throws IOException {
        InetSocketAddress address = (InetSocketAddress) receiver.getLocalAddress();
        return new AuditSocketSettings(
                "socket/",
                new AuditEndpoint.Udp("127.0.0.1", address.getPort()),
                NetworkTimeouts.DEFAULT);
    }

    private static DatagramChannel udp() throws IOException {
        return DatagramChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static String next(DatagramChannel receiver) throws IOException {
        receiver.socket().setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
        ByteBuffer buffer = ByteBuffer.allocate(70_000);
        receiver.receive(buffer);
        return Receivers.text(buffer);
    }

    private static void probe(AuditDeviceSettings device) throws IOException {
        try (AuditLog log = AuditLog.open(Fixtures.settings(), List.of())) {
            log.probe(device);
        }
    }
}
