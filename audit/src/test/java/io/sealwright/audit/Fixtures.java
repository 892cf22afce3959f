package io.sealwright.audit;

import io.sealwright.crypto.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parts that the tests share. */
final class Fixtures {

    static final JsonMapper JSON = new JsonMapper();
    static final Instant TIME = Instant.parse("2026-11-24T13:27:00.569328655Z");
    static final InstantSource CLOCK = InstantSource.fixed(TIME);
    static final HeadSigner SIGNER = HeadSigner.of(SigningKey.generate(new SecureRandom()));
    static final Duration LONG = Duration.ofHours(1);
    static final Duration SHORT = Duration.ofMillis(10);
    static final String DEVICE = "file/";

    private Fixtures() {}

    static AuditHasher hasher() {
        byte[] salt = new byte[AuditHasher.SALT_BYTES];
        Arrays.fill(salt, (byte) 7);
        return new AuditHasher(salt);
    }

    static final AuditFormat FORMAT = new AuditFormat(hasher());

    static AuditEntry request(String id) {
        return FORMAT.request(
                TIME,
                AuditAuth.NONE,
                AuditRequest.builder(id, "read", "secret/data/" + id).build());
    }

    static AuditEntry response(AuditEntry request) {
        return FORMAT.response(TIME, request, AuditResponse.EMPTY);
    }

    static AuditLogSettings settings() {
        return settings(HeadListener.NONE, LONG);
    }

    static AuditLogSettings settings(HeadListener listener, Duration headInterval) {
        return new AuditLogSettings(
                "node-1",
                CLOCK,
                SIGNER,
                listener,
                16_384,
                64L << 20,
                headInterval,
                SHORT,
                LONG,
                64L << 20);
    }

    static AuditLog open(Path file, @Nullable AuditHead checkpoint) {
        return open(settings(), file, checkpoint);
    }

    static AuditLog open(AuditLogSettings settings, Path file, @Nullable AuditHead checkpoint) {
        AuditLog log =
                AuditLog.open(settings, List.of(new AuditFileSettings(DEVICE, file, checkpoint)));
        if (!log.healthy()) {
            String why = log.stats().getFirst().lastError();
            log.close();
            throw new IllegalStateException(why);
        }
        return log;
    }

    static long deadline() {
        return System.nanoTime() + Duration.ofSeconds(30).toNanos();
    }

    /** A request and its response, both on disk. */
    static void pair(AuditLog log, String id) {
        AuditEntry request = request(id);
        PendingEntry first = log.request(request);
        PendingEntry second = log.response(response(request));
        log.await(first, deadline());
        log.await(second, deadline());
    }

    static void pairs(AuditLog log, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            pair(log, prefix + i);
        }
    }

    static void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(1); // the surefire time limit ends a wait that never ends
        }
    }

    static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }

    static List<JsonNode> nodes(Path file) throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : lines(file)) {
            nodes.add(JSON.readTree(line));
        }
        return nodes;
    }

    static List<String> types(Path file) throws IOException {
        return nodes(file).stream().map(node -> node.path("type").asString()).toList();
    }

    static AuditVerification verify(@Nullable AuditHead head, Path... files) throws IOException {
        List<AuditHead> heads = head == null ? List.of() : List.of(head);
        return new AuditVerifier(List.of(SIGNER.publicKey()), heads, head == null ? 0 : 1, false)
                .verify(List.of(files));
    }

    static AuditHead newestHead(AuditLog log) {
        return log.newestHead(DEVICE).orElseThrow();
    }
}
