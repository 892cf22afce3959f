package io.sealwright.storage.barrier;

import static io.sealwright.storage.barrier.TestCluster.ROOT;
import static io.sealwright.storage.barrier.TestCluster.SPACE;
import static io.sealwright.storage.barrier.TestCluster.soon;

import io.sealwright.storage.Consistency;
import java.util.List;

/** A folder with very many names, created in an order that is not theirs. */
final class ManyNames {
    record Page(List<String> names, long entriesRead) {}

    private static final int BATCH = 1000;

    private final TestCluster cluster;
    private final int count;

    ManyNames(TestCluster cluster, int count) {
        this.cluster = cluster;
        this.count = count;
    }

    static String name(int number) {
        return String.format("name-%07d", number);
    }

    void create() {
        // A step that has no factor in common with the count visits every number once.
        long step = 7_654_321L;
        for (int start = 0; start < count; start += BATCH) {
            int from = start;
            cluster.barrier.transact(
                    soon(),
                    transaction -> {
                        Records records = transaction.records(ROOT, SPACE);
                        for (int i = from; i < Math.min(from + BATCH, count); i++) {
                            records.put("many/" + name((int) (i * step % count)), new byte[1]);
                        }
                        return null;
                    });
        }
        cluster.barrier.compact(ROOT, SPACE, "many/", FolderCompaction.threshold(count));
    }

    /** A hundred names, with nothing cached but what earlier calls left. */
    Page page(String after) {
        long before = cluster.store.entriesRead.get();
        List<String> names =
                cluster.barrier.read(
                        Consistency.LINEARIZABLE,
                        soon(),
                        transaction -> transaction.records(ROOT, SPACE).list("many/", after, 100));
        return new Page(names, cluster.store.entriesRead.get() - before);
    }
}
