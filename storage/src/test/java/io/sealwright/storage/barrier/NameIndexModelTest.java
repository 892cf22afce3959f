package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.Consistency;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random trees of names, put, deleted and listed, beside a plain sorted map. */
class NameIndexModelTest {
    private static final List<String> SEGMENTS =
            List.of(
                    "a",
                    "b",
                    "c",
                    "b-",
                    "b0",
                    "\u00e9",
                    "\ud83d\ude00",
                    "\uffee",
                    "long".repeat(40));

    private static String path(Random random) {
        int depth = 1 + random.nextInt(4);
        List<String> segments = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            segments.add(SEGMENTS.get(random.nextInt(SEGMENTS.size())));
        }
        return String.join("/", segments);
    }

    static void step(Random random, Records records, NameModel model) {
        String path = path(random);
        if (random.nextInt(100) < 45) {
            byte[] value = path.getBytes(StandardCharsets.UTF_8);
            records.put(path, value);
            model.records.put(path, value);
        } else if (!model.records.isEmpty() && random.nextBoolean()) {
            String existing = model.records.ceilingKey(path);
            String chosen = existing == null ? model.records.firstKey() : existing;
            records.delete(chosen);
            model.records.remove(chosen);
        } else {
            records.delete(path);
            model.records.remove(path);
        }
    }

    static void check(Random random, Records records, NameModel model) {
        for (String folder : model.folders()) {
            assertThat(records.list(folder, "", Integer.MAX_VALUE))
                    .as(folder)
                    .isEqualTo(model.list(folder, "", Integer.MAX_VALUE));
            String after =
                    SEGMENTS.get(random.nextInt(SEGMENTS.size()))
                            + (random.nextBoolean() ? "/" : "");
            int limit = 1 + random.nextInt(5);
            assertThat(records.list(folder, after, limit))
                    .as(folder)
                    .isEqualTo(model.list(folder, after, limit));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void treesOfNames(long seed) {
        Random random = new Random(seed);
        try (TestCluster cluster = new TestCluster()) {
            NameModel model = new NameModel();
            for (int round = 0; round < 150; round++) {
                boolean inside = random.nextInt(4) == 0;
                int steps = 1 + random.nextInt(6);
                boolean clear = random.nextInt(60) == 0;
                cluster.barrier.transact(
                        soon(),
                        transaction -> {
                            Records records = transaction.records(ROOT, SPACE);
                            if (clear) {
                                records.clear();
                                model.records.clear();
                            }
                            for (int i = 0; i < steps; i++) {
                                step(random, records, model);
                                if (inside) {
                                    check(random, records, model);
                                }
                            }
                            return null;
                        });
                if (random.nextInt(5) == 0) {
                    for (String folder : model.folders()) {
                        cluster.barrier.compact(ROOT, SPACE, folder, 0);
                    }
                }
                cluster.barrier.read(
                        Consistency.LINEARIZABLE,
                        soon(),
                        transaction -> {
                            check(random, transaction.records(ROOT, SPACE), model);
                            return null;
                        });
            }
            removeAll(cluster, model);
        }
    }

    /** When the last name is gone, nothing of the index is left. */
    private static void removeAll(TestCluster cluster, NameModel model) {
        for (String path : model.records.keySet()) {
            cluster.barrier.transact(
                    soon(),
                    transaction -> {
                        transaction.records(ROOT, SPACE).delete(path);
                        return null;
                    });
        }
        assertThat(cluster.store.contents().keySet())
                .noneMatch(key -> Keys.space(key).equals(SPACE));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void oneWideFolder(long seed) {
        Random random = new Random(seed);
        try (TestCluster cluster = new TestCluster()) {
            NameModel model = new NameModel();
            boolean shrinking = false;
            for (int round = 0; round < 60; round++) {
                shrinking =
                        model.records.size() > 3000 || (shrinking && model.records.size() > 200);
                int puts = shrinking ? 10 : 150;
                int deletes = shrinking ? 250 : 20;
                cluster.barrier.transact(
                        soon(),
                        transaction -> {
                            Records records = transaction.records(ROOT, SPACE);
                            for (int i = 0; i < puts; i++) {
                                String path =
                                        "wide/"
                                                + Long.toString(random.nextLong(20_000), 36)
                                                        .repeat(1 + random.nextInt(3));
                                records.put(path, new byte[0]);
                                model.records.put(path, new byte[0]);
                            }
                            for (int i = 0; i < deletes && !model.records.isEmpty(); i++) {
                                String near =
                                        model.records.ceilingKey(
                                                "wide/"
                                                        + Long.toString(
                                                                random.nextLong(20_000), 36));
                                String path = near == null ? model.records.firstKey() : near;
                                records.delete(path);
                                model.records.remove(path);
                            }
                            return null;
                        });
                if (random.nextInt(3) == 0) {
                    cluster.barrier.compact(ROOT, SPACE, "wide/", random.nextInt(100));
                    checkPages(cluster);
                }
                cluster.barrier.read(
                        Consistency.LINEARIZABLE,
                        soon(),
                        transaction -> {
                            Records records = transaction.records(ROOT, SPACE);
                            assertThat(records.list("wide/", "", Integer.MAX_VALUE))
                                    .isEqualTo(model.list("wide/", "", Integer.MAX_VALUE));
                            String after = Long.toString(random.nextLong(20_000), 36);
                            assertThat(records.list("wide/", after, 10))
                                    .isEqualTo(model.list("wide/", after, 10));
                            return null;
                        });
            }
            removeAll(cluster, model);
        }
    }

    /** No page is stored that the directory does not know of, so that pages do not pile up. */
    private static void checkPages(TestCluster cluster) {
        long pages =
                cluster.store.contents().keySet().stream()
                        .filter(key -> Keys.family(key) == Keys.FOLDER_PAGE)
                        .count();
        Key root =
                cluster.store.contents().keySet().stream()
                        .filter(key -> Keys.family(key) == Keys.FOLDER_ROOT)
                        .findFirst()
                        .orElse(null);
        if (root == null) {
            assertThat(pages).isZero();
            return;
        }
        int known =
                cluster.barrier.read(
                        Consistency.LINEARIZABLE,
                        soon(),
                        transaction -> {
                            Decoded<PageDirectory> directory =
                                    ((BufferedTransaction) transaction)
                                            .decoded(root, PageDirectory.DECODER, false);
                            return directory == null ? 0 : directory.value().pages().size();
                        });
        assertThat(pages).isEqualTo(known);
    }
}
