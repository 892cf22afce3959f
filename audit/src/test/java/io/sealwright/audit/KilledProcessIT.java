package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.crypto.SigningKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A process that writes is killed again and again: what it acknowledged is there, and the chain is
 * whole.
 */
class KilledProcessIT {

    private static final int ROUNDS = 5;

    @TempDir Path folder;

    @Test
    void everyAcknowledgedPairIsInTheFile() throws Exception {
        Path file = folder.resolve("audit.log");
        Set<String> acknowledged = new HashSet<>();
        AuditHead checkpoint = null;
        for (int round = 0; round < ROUNDS; round++) {
            killed(file, round, acknowledged);
            AuditLog log = Fixtures.open(file, checkpoint);
            try (log) {
                Fixtures.pair(log, "restart" + round);
                assertThat(log.unansweredComplete()).isTrue();
                for (OpenRequest open : log.unanswered()) {
                    assertThat(acknowledged).doesNotContain(open.requestId());
                    log.await(
                            log.response(
                                    Fixtures.FORMAT.response(
                                            Fixtures.TIME, open.entry(), AuditResponse.EMPTY)),
                            Fixtures.deadline());
                }
            }
            checkpoint = Fixtures.newestHead(log);
        }
        Set<String> requests = ids(file, "request");
        assertThat(requests).containsAll(acknowledged);
        assertThat(ids(file, "response")).isEqualTo(requests);
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS);
        AuditVerification found =
                new AuditVerifier(List.of(), List.of(checkpoint), 1, false).verify(List.of(file));
        assertThat(found.findings()).isEmpty();
    }

    private void killed(Path file, int round, Set<String> acknowledged) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Writer.class.getName(),
                                file.toString(),
                                "r" + round + "-")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (lines.size() == 200 * (round + 1)) {
                    process.toHandle().destroyForcibly(); // SIGKILL; what it printed stays readable
                }
            }
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        lines.stream()
                .filter(line -> line.endsWith("."))
                .forEach(line -> acknowledged.add(line.replace(".", "")));
    }

    private static Set<String> ids(Path file, String type) throws IOException {
        Set<String> ids = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode node = Fixtures.JSON.readTree(line);
            if (node.path("type").asString().equals(type)) {
                ids.add(node.path("request").path("id").asString());
            }
        }
        return ids;
    }

    /** The process that is killed. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] args) throws Exception {
            HeadSigner signer = HeadSigner.of(SigningKey.generate(new SecureRandom()));
            AuditLogSettings settings =
                    new AuditLogSettings(
                            "n",
                            Fixtures.CLOCK,
                            signer,
                            HeadListener.NONE,
                            1000,
                            1 << 20,
                            Duration.ofMillis(20),
                            Fixtures.SHORT,
                            Fixtures.LONG,
                            64L << 20);
            @Nullable AuditHead none = null;
            AuditLog log = Fixtures.open(settings, Path.of(args[0]), none);
            for (int t = 0; t < 8; t++) {
                String prefix = args[1] + t + "-";
                Thread.ofPlatform().start(() -> write(log, prefix));
            }
        }

        private static void write(AuditLog log, String prefix) {
            for (int i = 0; ; i++) {
                Fixtures.pair(log, prefix + i);
                synchronized (Writer.class) {
                    System.out.println(prefix + i + "."); // the dot: the line is whole
                    System.out.flush();
                }
            }
        }
    }
}
