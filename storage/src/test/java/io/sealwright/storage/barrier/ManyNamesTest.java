package io.sealwright.storage.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The cost of a page of names, in entries read from the store, wherever in a large folder it is.
 */
class ManyNamesTest {
    @Test
    void firstAndLastPageCostTheSame() {
        try (TestCluster cluster = new TestCluster()) {
            ManyNames names = new ManyNames(cluster, 100_000);
            names.create();
            ManyNames.Page first = names.page("");
            ManyNames.Page middle = names.page(ManyNames.name(50_000));
            ManyNames.Page last = names.page(ManyNames.name(100_000 - 101));
            assertThat(first.names()).hasSize(100).startsWith(ManyNames.name(0));
            assertThat(middle.names()).hasSize(100).startsWith(ManyNames.name(50_001));
            assertThat(last.names()).hasSize(100).endsWith(ManyNames.name(99_999));
            int most = 2 * (3 + FolderCompaction.threshold(100_000)) + 4;
            for (ManyNames.Page page : List.of(first, middle, last)) {
                assertThat(page.entriesRead()).isLessThanOrEqualTo(most);
            }
            assertThat(Math.abs(first.entriesRead() - last.entriesRead())).isLessThanOrEqualTo(3);
            // Again: the directory and the deltas are decoded already.
            assertThat(names.page("").entriesRead()).isLessThanOrEqualTo(6);
        }
    }
}
