package io.sealwright.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.config.EventSettings;
import io.sealwright.server.testing.FencedStore;
import io.sealwright.server.testing.MemoryNode;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Precondition;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final EventSettings FEW =
            new EventSettings(1_000, Duration.ofHours(2), Duration.ofHours(72), 1);

    private final MemoryNode node = new MemoryNode();
    private final FencedStore store = new FencedStore(node.store());
    private final Precondition fence = store.lead(node.barrier());

    @AfterEach
    void close() {
        node.close();
    }

    private void append(int from, int to) {
        node.transact(transaction -> {
            EventSamples.append(transaction, from, to, node.now());
            return fence;
        });
    }

    private List<LoggedEvent> after(long number, int limit) {
        return node.transact(transaction -> EventLog.after(transaction, number, limit));
    }

    private void tick(EventSettings settings) {
        new EventRetention(node.barrier(), settings, node::now).tick(fence);
    }

    private long oldest() {
        return after(0, 1).getFirst().number();
    }

    @Test
    void eventsAreNumberedInTheOrderOfTheirCommits() {
        append(0, 3);
        append(3, 5);
        List<LoggedEvent> all = after(0, 100);
        assertThat(all.stream().map(LoggedEvent::number)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(all.stream().map(logged -> logged.event().dataPath()))
                .containsExactly(
                        "secret/data/0",
                        "secret/data/1",
                        "secret/data/2",
                        "secret/data/3",
                        "secret/data/4");
        assertThat(all.get(3).index()).isGreaterThan(all.get(2).index());
        assertThat(after(3, 1)).extracting(LoggedEvent::number).containsExactly(4L);
        assertThat(node.<Long>transact(EventLog::last)).isEqualTo(5L);
    }

    @Test
    void whatIsTooMuchGoesInBlocksAndTheRestStays() {
        for (int i = 0; i < 3_000; i += 500) {
            append(i, i + 500);
        }
        tick(FEW);
        List<LoggedEvent> kept = after(0, 5_000);
        assertThat(kept.size()).isBetween(1_000, 1_000 + 256);
        long first = kept.getFirst().number();
        assertThat(kept.stream().map(LoggedEvent::number))
                .containsExactlyElementsOf(LongStream.rangeClosed(first, 3_000).boxed().toList());
        assertThat(node.<Long>transact(EventLog::trimmed)).isEqualTo(first - 1);
        tick(FEW);
        assertThat(oldest()).isEqualTo(first);
    }

    @Test
    void whatIsTooOldGoesToo() {
        append(0, 600);
        node.pass(Duration.ofHours(1));
        append(600, 900);
        node.pass(Duration.ofHours(1).plusSeconds(1));
        tick(FEW);
        assertThat(oldest()).as("the block with the first newer event stays").isEqualTo(512);
        node.pass(Duration.ofHours(1));
        tick(FEW);
        assertThat(oldest()).as("and the last block, which is not full").isEqualTo(768);
    }

    @Test
    void aDeposedLeaderTrimsNothing() {
        append(0, 2_000);
        store.lead(node.barrier());
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> tick(FEW))
                .isInstanceOf(RuntimeException.class);
        assertThat(oldest()).isEqualTo(1);
    }

    @Test
    void namesAreSealed() {
        append(0, 10);
        assertThat(node.store().contents().entrySet())
                .filteredOn(entry -> Keys.space(entry.getKey()).equals(Keys.EVENTS))
                .isNotEmpty()
                .allSatisfy(entry ->
                        assertThat(
                                        new String(
                                                entry.getValue().value(),
                                                java.nio.charset.StandardCharsets.ISO_8859_1))
                                .doesNotContain("secret/"));
    }
}
