package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;

import io.sealwright.crypto.Keyring;
import io.sealwright.crypto.RootKey;
import io.sealwright.crypto.ShamirSeal;
import io.sealwright.storage.Consistency;
import io.sealwright.storage.RaftStore;
import io.sealwright.storage.StoreTesting;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Figures of the barrier, by hand: {@code get}, {@code hot}, {@code hot3}, {@code names N}, or all.
 * Prints CPU and wall time; on a shared machine only the CPU and ratios within one run mean
 * anything.
 */
final class BarrierBench {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private BarrierBench() {}

    public static void main(String[] args) throws Exception {
        String what = args.length == 0 ? "all" : args[0];
        if (what.equals("all") || what.equals("get")) {
            try (TestCluster cluster = new TestCluster()) {
                gets("memory store", cluster.barrier);
            }
            overRaft(barrier -> gets("RaftStore", barrier));
        }
        if (what.equals("all") || what.equals("hot")) {
            try (TestCluster cluster = new TestCluster()) {
                hot("memory store", List.of(cluster.barrier), 20_000);
            }
            overRaft(barrier -> hot("RaftStore, one node", List.of(barrier), 10_000));
        }
        if (what.equals("all") || what.equals("hot3")) {
            threeNodes();
        }
        if (what.equals("all") || what.equals("names")) {
            names(args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000);
        }
    }

    private static void overRaft(Consumer<Barrier> work) throws Exception {
        Path folder = Files.createTempDirectory("barrier-bench");
        try (RaftStore store = RaftStore.open(StoreTesting.config(folder))) {
            store.bootstrap();
            Barrier barrier = new Barrier(store, RANDOM, InstantSource.system());
            try (RootKey root = RootKey.generate(RANDOM);
                    Keyring keyring = Keyring.create(InstantSource.system(), RANDOM)) {
                ShamirSeal.Created created = ShamirSeal.create(1, 1, root);
                barrier.initialise(keyring, root, created.sealedRootKey());
                barrier.unseal(ShamirSeal.open(created.sealedRootKey(), created.shares()));
            }
            work.accept(barrier);
            barrier.close();
        }
    }

    private static void gets(String store, Barrier barrier) {
        for (int i = 0; i < 1000; i++) {
            String path = "app/secret" + i;
            barrier.transact(
                    soon(),
                    transaction -> {
                        transaction.records(ROOT, SPACE).put(path, new byte[1024]);
                        return null;
                    });
        }
        Decoder<Integer> decoder = value -> value.length;
        for (int round = 0; round < 4; round++) {
            measure(store + ": get 1 KiB", barrier, records -> path -> records.get(path) != null);
            measure(
                    store + ": get decoded, cached",
                    barrier,
                    records -> path -> records.get(path, decoder) != null);
            measure(
                    store + ": list 100 of 1000",
                    barrier,
                    records -> path -> records.list("app/", path, 100) != null);
        }
    }

    private static void measure(
            String what, Barrier barrier, Function<Records, Predicate<String>> make) {
        int views = 200;
        int each = 500;
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long cpu = THREADS.getCurrentThreadCpuTime();
        for (int v = 0; v < views; v++) {
            barrier.read(
                    Consistency.LOCAL,
                    soon(),
                    transaction -> {
                        Predicate<String> get = make.apply(transaction.records(ROOT, SPACE));
                        for (int i = 0; i < each; i++) {
                            if (!get.test("app/secret" + i)) {
                                throw new IllegalStateException("not there");
                            }
                        }
                        return null;
                    });
        }
        long count = (long) views * each;
        System.out.printf(
                "%-40s %6d ns CPU, %6d bytes allocated%n",
                what,
                (THREADS.getCurrentThreadCpuTime() - cpu) / count,
                (THREADS.getCurrentThreadAllocatedBytes() - allocated) / count);
    }

    private static void hot(String what, List<Barrier> nodes, int total) {
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(64)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 64; t++) {
                Barrier barrier = nodes.get(t % nodes.size());
                running.add(
                        threads.submit(() -> {
                            for (int i = 0; i < total / 64; i++) {
                                try {
                                    HotRecordTest.increment(barrier, false, runs);
                                } catch (ConflictException e) {
                                    failed.incrementAndGet();
                                }
                            }
                        }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        int done = total / 64 * 64;
        System.out.printf(
                "%s: 64 threads on one record: %.0f/s, %.2f runs each, %d failed, count %s%n",
                what,
                done / seconds,
                (double) runs.get() / done,
                failed.get(),
                HotRecordTest.hot(nodes.getFirst()) == done - failed.get() ? "exact" : "WRONG");
    }

    private static void threeNodes() {
        try (TestCluster cluster = new TestCluster()) {
            List<Barrier> nodes = new ArrayList<>(List.of(cluster.barrier));
            cluster.member.slow(100_000, 700_000);
            for (int n = 1; n < 3; n++) {
                MemoryStore.Member member = cluster.store.member();
                nodes.add(cluster.node(member));
                member.slow(400_000, 1_200_000);
            }
            hot("memory store, three nodes with latency", nodes, 6_400);
            nodes.forEach(Barrier::close);
        }
    }

    private static void names(int count) {
        try (TestCluster cluster = new TestCluster()) {
            ManyNames names = new ManyNames(cluster, count);
            long start = System.nanoTime();
            names.create();
            System.out.printf(
                    "%d names created in %.1f s%n", count, (System.nanoTime() - start) / 1e9);
            cluster.barrier.cache().clear();
            for (String after :
                    List.of("", ManyNames.name(count / 2), ManyNames.name(count - 101), "")) {
                long cpu = THREADS.getCurrentThreadCpuTime();
                ManyNames.Page page = names.page(after);
                System.out.printf(
                        "100 names after '%s': %d entries read, %d us CPU%n",
                        after,
                        page.entriesRead(),
                        (THREADS.getCurrentThreadCpuTime() - cpu) / 1000);
            }
        }
    }
}
