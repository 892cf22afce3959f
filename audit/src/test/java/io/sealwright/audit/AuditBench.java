package io.sealwright.audit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cost of an entry pair and throughput of the file device; run by hand: {@code AuditBench FOLDER}.
 */
final class AuditBench {

    private static final int WARM = 60_000;

    private AuditBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        AuditHasher hasher = Fixtures.hasher();
        AuditFormat format = new AuditFormat(hasher);
        Sample sample = new Sample(hasher);
        long bytes = 0;
        for (int i = 0; i < WARM; i++) {
            bytes += sample.pair(format, i);
        }
        for (int round = 0; round < 3; round++) {
            long start = cpu();
            for (int i = 0; i < WARM; i++) {
                bytes += sample.pair(format, i);
            }
            System.out.printf("render a pair: %.2f us CPU%n", (cpu() - start) / 1e3 / WARM);
        }
        System.out.printf("%d bytes a pair%n", bytes / (4L * WARM));
        for (int threads : List.of(1, 16, 64, 1, 16, 64)) {
            throughput(folder.resolve("bench.log"), format, sample, threads);
        }
        verify(folder.resolve("bench.log"));
    }

    private static void throughput(Path file, AuditFormat format, Sample sample, int threads)
            throws Exception {
        Files.deleteIfExists(file);
        int each = threads == 1 ? 3000 : 32_000 / threads;
        try (AuditLog log =
                Fixtures.open(
                        AuditLogSettings.of("n", Instant::now, Fixtures.SIGNER, HeadListener.NONE),
                        file,
                        null)) {
            long start = System.nanoTime();
            long cpu = process();
            List<Thread> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int base = t * each;
                all.add(
                        Thread.ofPlatform()
                                .start(() -> {
                                    for (int i = 0; i < each; i++) {
                                        sample.logged(format, log, base + i);
                                    }
                                }));
            }
            for (Thread thread : all) {
                thread.join();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            long pairs = (long) each * threads;
            DeviceStats stats = log.stats().getFirst();
            System.out.printf(
                    "%2d threads: %.0f pairs/s, %.1f us CPU a pair, %.1f lines a sync, %.0f us a sync%n",
                    threads,
                    pairs / seconds,
                    (process() - cpu) / 1e3 / pairs,
                    (double) stats.lines() / stats.batches(),
                    stats.syncNanos() / 1e3 / stats.batches());
        }
    }

    private static void verify(Path file) throws IOException {
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            AuditVerification found = Fixtures.verify(null, file);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "verify: %s, %d lines, %.0f MB/s%n",
                    found.intact(), found.lines(), Files.size(file) / 1e6 / seconds);
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long process() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** A KV read with its answer. */
    private static final class Sample {
        private final AuditHasher hasher;
        private final byte[] token = "s.yolZvyekFeQyORDBVveuOJCy".getBytes(StandardCharsets.UTF_8);
        private final byte[] answer =
                ("{\"data\":{\"password\":\"hunter2\",\"user\":\"app\"},\"metadata\":{\"created_time\":\"2026-11-24T13:27:00"
                                + ".569328655Z\",\"custom_metadata\":null,\"deletion_time\":\"\",\"destroyed\":false,\"version\":3}}")
                        .getBytes(StandardCharsets.UTF_8);
        private final AuditMount mount =
                new AuditMount("secret/", "kv", "kv_ee463772", "v0.1.0", "secret");

        Sample(AuditHasher hasher) {
            this.hasher = hasher;
        }

        private AuditEntry request(AuditFormat format, int i) {
            Hashed hashed = hasher.hash(token);
            Hashed accessor = hasher.hash("KnYxoNgXZMPP3tqehpDTiOyb");
            AuditAuth auth =
                    AuditAuth.builder()
                            .clientToken(hashed)
                            .accessor(accessor)
                            .displayName("token-foo")
                            .policies(List.of("default", "app"))
                            .tokenPolicies(List.of("default", "app"))
                            .policyResults(
                                    new AuditAuth.PolicyResults(
                                            true,
                                            List.of(
                                                    new AuditAuth.GrantingPolicy(
                                                            "app", "root", "acl"))))
                            .metadata(Map.of("a", "b"))
                            .tokenType("service")
                            .tokenTtlSeconds(3600)
                            .tokenIssueTime(Fixtures.TIME)
                            .build();
            AuditRequest request =
                    AuditRequest.builder("c4fedc2f-3ea2-7ada-0d94-" + i, "read", "secret/data/db")
                            .clientId("g0A6QFkmfBoCzvwgAWlrwXxqmnxezsz9P+RmbKWtbTM=")
                            .mount(mount)
                            .clientToken(hashed, accessor)
                            .remote("127.0.0.1", 41784)
                            .build();
            return format.request(Fixtures.TIME, auth, request);
        }

        private AuditEntry response(AuditFormat format, AuditEntry request) {
            AuditResponse response =
                    AuditResponse.builder().mount(mount).data(AuditData.ofJson(answer)).build();
            return format.response(Fixtures.TIME, request, response);
        }

        int pair(AuditFormat format, int i) {
            AuditEntry request = request(format, i);
            return request.length() + response(format, request).length();
        }

        void logged(AuditFormat format, AuditLog log, int i) {
            AuditEntry entry = request(format, i);
            PendingEntry first = log.request(entry);
            PendingEntry second = log.response(response(format, entry));
            log.await(first, Fixtures.deadline());
            log.await(second, Fixtures.deadline());
        }
    }
}
