package io.sealwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a health check of a container finds out; against TLS by the packaged jar, in
 * tests/conformance.
 */
class HealthCommandTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int health(String address, Duration limit) {
        return HealthCommand.run(
                List.of(address),
                Map.of(),
                limit,
                new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    /** One that says the same to everybody, whatever is asked. */
    private static ServerSocket saying(String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try (Socket socket = server.accept()) {
                            byte[] unread = new byte[4096];
                            int read = socket.getInputStream().read(unread);
                            assertThat(read).isPositive();
                            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                        } catch (IOException _) {
                            // The next one, or the end of the test.
                        }
                    }
                });
        return server;
    }

    private static String address(ServerSocket server) {
        return "127.0.0.1:" + server.getLocalPort();
    }

    @ParameterizedTest
    @CsvSource({"200,0", "429,0", "473,0", "501,0", "503,0", "404,1", "500,1", "302,1"})
    void aNodeThatAnswersAsTheApiSaysIsAlive(int code, int status) throws IOException {
        try (ServerSocket server = saying("HTTP/1.1 " + code + " \r\n\r\n{\"sealed\":true}")) {
            assertThat(health(address(server), LONG)).isEqualTo(status);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("" + code, "sealed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-x\r\n",
                "HTTP/1.1",
                "HTTP/1.1 abc d\r\n\r\n",
                "HTTP/1.1 400 \r\n\r\n"
            })
    void whatDoesNotSpeakHttpIsNoNode(String answer) throws IOException {
        try (ServerSocket server = saying(answer)) {
            assertThat(health(address(server), LONG)).isEqualTo(HealthCommand.DEAD);
        }
    }

    @Test
    void nobodyListens() throws IOException {
        String free;
        try (ServerSocket server = saying("")) {
            free = address(server);
        }
        assertThat(health(free, LONG)).isEqualTo(HealthCommand.DEAD);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains(free, "does not answer");
    }

    /** Accepted by the system, never answered by the process: as one that hangs. */
    @Test
    void oneThatHangsIsGivenUpOn() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            assertThat(health(address(server), Duration.ofMillis(50)))
                    .isEqualTo(HealthCommand.DEAD);
        }
    }

    @Test
    void anEndlessAnswerIsCutOff() throws IOException {
        try (ServerSocket server = saying("HTTP/1.1 200 \r\n\r\n" + "x".repeat(1 << 20))) {
            assertThat(health(address(server), LONG)).isEqualTo(HealthCommand.ALIVE);
        }
        assertThat(printed.size()).isLessThan(10_000);
    }

    @Test
    void theAddressIsTheNodesOwnAndOneForAllIsAskedByLoopback() throws IOException {
        try (ServerSocket server = saying("HTTP/1.1 200 \r\n\r\n")) {
            Map<String, String> environment =
                    Map.of("SEALWRIGHT_LISTENER_ADDRESS", "0.0.0.0:" + server.getLocalPort());
            int status =
                    HealthCommand.run(
                            List.of(),
                            environment,
                            LONG,
                            new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(status).isEqualTo(HealthCommand.ALIVE);
        }
    }

    @Test
    void nonsenseForAnAddressSaysWhatItShouldBe() {
        assertThat(health("nonsense", LONG)).isEqualTo(HealthCommand.USAGE);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("HOST:PORT");
    }
}
