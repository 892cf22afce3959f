package io.sealwright.storage.rocks;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.number;
import static io.sealwright.storage.StoreTesting.present;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.Recorded;
import io.sealwright.storage.apply.StoreCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStateTest {
    private static final long CACHE = 2 << 20;

    @TempDir Path folder;
    private long index = 5;

    @Test
    void stateSurvivesAClose() {
        WriteSet write =
                write(
                        List.of(),
                        new Mutation.Put(key("a"), bytes("1")),
                        new Mutation.Put(
                                Keys.of(3, Keys.RECORD, Keys.POLICIES, bytes("p")), bytes("x")));
        try (RocksState state = open()) {
            assertThat(state.index()).isEqualTo(-1);
            commit(state, write);
        }
        try (RocksState state = open();
                View view = state.view()) {
            assertThat(state.index()).isEqualTo(6);
            assertThat(state.term()).isEqualTo(1);
            assertThat(present(view, "a").revision()).isEqualTo(6L << 16);
            assertThat(view.classRevision(3, ControlClass.POLICIES)).isEqualTo(6L << 16);
            assertThat(view.classRevision(0, ControlClass.POLICIES)).isZero();
            assertThat(commit(state, write).answers())
                    .containsExactly(new Recorded.Known(new Outcome.Committed(6L << 16)));
        }
    }

    @Test
    void scansPageInKeyOrder() {
        try (RocksState state = open()) {
            for (int i = 0; i < 25; i++) {
                commit(
                        state,
                        write(List.of(), new Mutation.Put(key("s%02d".formatted(i)), bytes("v"))));
            }
            commit(state, write(List.of(), new Mutation.Put(key("t"), bytes("v"))));
            try (View view = state.view()) {
                List<KeyEntry> first = view.scan(key("s"), null, 10);
                assertThat(first).hasSize(10);
                assertThat(first.getFirst().key()).isEqualTo(key("s00"));
                List<KeyEntry> last = view.scan(key("s"), first.getLast().key(), 10_000);
                assertThat(last).hasSize(15);
                assertThat(last.getFirst().key()).isEqualTo(key("s10"));
                assertThat(last.getLast().key()).isEqualTo(key("s24"));
                assertThat(view.scan(key("s"), key("s24"), 10)).isEmpty();
                // A place that no longer exists is as good as one that does.
                assertThat(view.scan(key("s"), key("s09x"), 1).getFirst().key())
                        .isEqualTo(key("s10"));
                assertThatThrownBy(() -> view.scan(key("s"), null, 0))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void prefixesOfHighBytesAreDeletedAlone() {
        Key prefix = new Key(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        Key inside = new Key(new byte[] {-1, -1, -1, -1, -1, -1, 1});
        Key outside = new Key(new byte[] {-1, -1, -1, -2, 7});
        try (RocksState state = open()) {
            commit(
                    state,
                    write(
                            List.of(),
                            new Mutation.Put(inside, bytes("1")),
                            new Mutation.Put(outside, bytes("1"))));
            commit(state, write(List.of(), new Mutation.DeletePrefix(prefix)));
            try (View view = state.view()) {
                assertThat(view.get(inside)).isNull();
                assertThat(view.get(outside)).isNotNull();
            }
        }
    }

    @Test
    void aViewOutlivesTheStateAndItsFolderStaysUntilThen() {
        RocksState state = open();
        commit(state, write(List.of(), new Mutation.Put(key("a"), bytes("1"))));
        View view = state.view();
        state.deleteWhenClosed();
        state.close();
        assertThat(present(view, "a").value()).isEqualTo(bytes("1"));
        assertThat(folder.resolve("db")).exists();
        view.close();
        assertThat(folder.resolve("db")).doesNotExist();
        assertThatThrownBy(() -> view.get(key("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(state::view).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aCheckpointIsTheStateAtItsIndex() {
        try (RocksState state = open()) {
            commit(state, write(List.of(), new Mutation.Put(key("a"), bytes("1"))));
            state.advance(2, 9);
            state.checkpoint(folder.resolve("copy"));
            index = 9;
            commit(state, write(List.of(), new Mutation.Put(key("a"), bytes("2"))));
        }
        try (RocksState copy = RocksState.open(folder.resolve("copy"), "cluster", CACHE);
                View view = copy.view()) {
            assertThat(copy.index()).isEqualTo(9);
            assertThat(copy.term()).isEqualTo(2);
            assertThat(present(view, "a").value()).isEqualTo(bytes("1"));
        }
    }

    @Test
    void anotherClustersDataIsRefused() {
        open().close();
        assertThatThrownBy(() -> RocksState.open(folder.resolve("db"), "other", CACHE))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("belongs to cluster cluster");
    }

    @Test
    void aRestoreFillsANewGenerationAndSwitchesAtOnce() {
        Key kept = Keys.system("cluster/member/x");
        try (RocksState state = open()) {
            commit(
                    state,
                    write(
                            List.of(),
                            new Mutation.Put(key("old"), bytes("1")),
                            new Mutation.Put(kept, bytes("member")),
                            new Mutation.Put(
                                    Keys.of(9, Keys.RECORD, Keys.MOUNTS, bytes("m")), bytes("x"))));
            run(state, new StoreCommand.BeginGeneration(1));
            run(state, fill(1, "unfinished"));
            run(state, new StoreCommand.BeginGeneration(2));
            run(state, fill(1, "late"));
            run(state, fill(2, "new"));
            try (View before = state.view()) {
                assertThat(before.get(key("old"))).isNotNull();
                assertThat(before.get(key("new"))).isNull();
            }
            View pinned = state.view();
            run(state, new StoreCommand.SwitchGeneration(1, List.of()));
            assertThat(state.generation()).isEqualTo(1);
            run(state, new StoreCommand.SwitchGeneration(2, List.of(Keys.system("cluster/"))));
            assertThat(state.generation()).isEqualTo(2);
            assertRestored(state, kept);
            assertThat(pinned.get(key("old"))).isNotNull();
            pinned.close();
        }
        try (RocksState state = open()) {
            assertRestored(state, kept);
        }
    }

    /** Commands are submitted again when an answer is late, and the first copy may still arrive. */
    @Test
    void lateRepeatsOfAFinishedRestoreChangeNothing() {
        StoreCommand begin = new StoreCommand.BeginGeneration(7);
        StoreCommand turn = new StoreCommand.SwitchGeneration(7, List.of());
        try (RocksState state = open()) {
            run(state, begin);
            run(state, fill(7, "restored"));
            run(
                    state,
                    new StoreCommand.FillGeneration(
                            7, List.of(new StoreCommand.Filled(Applier.RESTORED, number(7)))));
            run(state, turn);
            run(state, begin);
            run(state, turn);
            assertThat(state.generation()).isEqualTo(2);
            try (View view = state.view()) {
                assertThat(view.get(key("restored"))).isNotNull();
            }
        }
    }

    private void assertRestored(RocksState state, Key kept) {
        try (View view = state.view()) {
            assertThat(view.get(key("old"))).isNull();
            assertThat(view.get(key("unfinished"))).isNull();
            assertThat(view.get(key("late"))).isNull();
            assertThat(present(view, "new").value()).isEqualTo(bytes("new"));
            assertThat(view.get(kept)).isNotNull();
            assertThat(view.classRevision(9, ControlClass.MOUNTS)).isEqualTo(index << 16);
            assertThat(view.classRevision(1234, ControlClass.QUOTAS)).isEqualTo(index << 16);
        }
    }

    @Test
    void countersAddUp() {
        try (RocksState state = open()) {
            commit(state, write(List.of(), new Mutation.Put(key("n"), number(0))));
            for (int i = 0; i < 100; i++) {
                commit(state, write(List.of(), new Mutation.Add(key("n"), 2, 0)));
            }
            try (View view = state.view()) {
                assertThat(number(present(view, "n"))).isEqualTo(200);
            }
        }
    }

    @Test
    void aNewerLayoutIsRefused() throws Exception {
        try (RocksState state = open()) {
            commit(state, write(List.of(), new Mutation.Put(key("a"), bytes("1"))));
        }
        DbHandle handle = DbHandle.open(folder.resolve("db"), CACHE);
        byte[] stored = handle.db.get(handle.meta, Meta.APPLIED_KEY);
        stored[20] = (byte) (Applier.FORMAT + 1);
        handle.db.put(handle.meta, handle.write, Meta.APPLIED_KEY, stored);
        handle.release();
        assertThatThrownBy(this::open)
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("format " + (Applier.FORMAT + 1));
        assertThat(Files.exists(folder.resolve("db"))).isTrue();
    }

    private RocksState open() {
        return RocksState.open(folder.resolve("db"), "cluster", CACHE);
    }

    private static StoreCommand fill(long restoreId, String name) {
        return new StoreCommand.FillGeneration(
                restoreId, List.of(new StoreCommand.Filled(key(name), bytes(name))));
    }

    private Changes commit(RocksState state, WriteSet set) {
        return run(
                state,
                new StoreCommand.Commit(
                        List.of(new StoreCommand.Submission(set, state.sequence()))));
    }

    private Changes run(RocksState state, StoreCommand command) {
        return state.apply(1, ++index, command);
    }
}
