package io.sealwright.storage;

import static io.sealwright.storage.StoreTesting.put;
import static io.sealwright.storage.StoreTesting.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.rocks.DataFolderException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members are replaced one by one by a program that follows a newer format. */
class UpgradeIT {
    private static final int NEXT = Applier.FORMAT + 1;

    @TempDir Path folder;

    private static void restart(TestCluster cluster, String name) {
        cluster.close(name);
        cluster.program(name, NEXT);
        cluster.open(name).setServing(true);
        TestCluster.await(name + " has caught up", () -> cluster.get(name).status().caughtUp());
    }

    @Test
    void theFormatIsRaisedOnceEveryMemberFollowsIt() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (TestCluster cluster =
                TestCluster.start(
                        folder,
                        config -> config.withOnFatal(failure -> stopped.countDown()),
                        "a",
                        "b",
                        "c")) {
            restart(cluster, "a");
            restart(cluster, "b");
            Key announced = Keys.system("cluster/format/");
            TestCluster.await(
                    "two have announced it",
                    () -> {
                        try (View view = cluster.get("c").view(Consistency.LOCAL, soon())) {
                            return view.scan(announced, null, 10).size() == 2;
                        }
                    });
            // Whoever leads, and however often it looks.
            for (String leader : List.of("a", "b", "c")) {
                cluster.leader().membership().transferLeadership(leader, soon());
                TestCluster.await(leader + " leads", () -> cluster.get(leader).fence() != null);
                cluster.leader().commit(put("k", leader), soon());
                assertThat(cluster.leader().node().format()).isEqualTo(Applier.FORMAT);
            }
            restart(cluster, "c");
            for (String name : List.of("a", "b", "c")) {
                TestCluster.await(
                        "it is raised at " + name, () -> cluster.get(name).node().format() == NEXT);
            }
            assertThat(cluster.leader().commit(put("k", "2"), soon()))
                    .isInstanceOf(Outcome.Committed.class);
            assertThat(stopped.getCount()).isEqualTo(1);

            // There is no way back: the old program stops before it applies anything.
            cluster.close("c");
            cluster.program("c", Applier.FORMAT);
            try {
                cluster.open("c");
                assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (DataFolderException refused) {
                assertThat(refused).hasMessageContaining("format " + NEXT);
            }
        }
    }
}
