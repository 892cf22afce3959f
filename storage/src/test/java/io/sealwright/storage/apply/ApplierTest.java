package io.sealwright.storage.apply;

import static io.sealwright.storage.StoreTesting.bytes;
import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.number;
import static io.sealwright.storage.StoreTesting.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.ControlClass;
import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.StateReader.Counters;
import io.sealwright.storage.apply.StoreCommand.Submission;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ApplierTest {
    private final MapState state = new MapState();
    private long index = 10;

    @Test
    void writeSetsOfOneEntrySeeEachOtherAndHaveRevisionsOfTheirOwn() {
        List<Recorded> answers =
                run(
                        write(List.of(), new Mutation.Put(key("a"), bytes("1"))),
                        write(
                                List.of(new Precondition.AtRevision(key("a"), 11L << 16)),
                                new Mutation.Put(key("a"), bytes("2"))),
                        write(
                                List.of(new Precondition.Absent(key("a"))),
                                new Mutation.Put(key("a"), bytes("3"))));
        assertThat(answers)
                .containsExactly(
                        known(new Outcome.Committed(11L << 16)),
                        known(new Outcome.Committed(11L << 16 | 1)),
                        known(new Outcome.Conflict(key("a"))));
        assertThat(entry("a").value()).isEqualTo(bytes("2"));
        assertThat(entry("a").revision()).isEqualTo(11L << 16 | 1);
    }

    @Test
    void preconditions() {
        run(write(List.of(), new Mutation.Put(key("a"), bytes("1"))));
        long revision = entry("a").revision();
        assertCommitted(new Precondition.AtRevision(key("a"), revision));
        assertCommitted(new Precondition.Present(key("a")));
        assertCommitted(new Precondition.Absent(key("b")));
        assertConflict(new Precondition.AtRevision(key("a"), revision + 1));
        assertConflict(new Precondition.AtRevision(key("b"), revision));
        assertConflict(new Precondition.Present(key("b")));
        assertConflict(new Precondition.Absent(key("a")));
    }

    @Test
    void touchRaisesTheRevisionAloneAndIgnoresAbsentKeys() {
        run(write(List.of(), new Mutation.Put(key("a"), bytes("1"))));
        run(write(List.of(), new Mutation.Touch(key("a")), new Mutation.Touch(key("b"))));
        assertThat(entry("a").value()).isEqualTo(bytes("1"));
        assertThat(entry("a").revision()).isEqualTo(12L << 16);
        assertThat(state.get(key("b"))).isNull();
    }

    @Test
    void addKeepsItsFloorAndRefusesTheWholeWriteSet() {
        run(write(List.of(), new Mutation.Put(key("n"), number(2))));
        WriteSet down =
                write(
                        List.of(),
                        new Mutation.Put(key("side"), bytes("x")),
                        new Mutation.Add(key("n"), -3, 0));
        assertThat(run(down)).containsExactly(known(new Outcome.BelowFloor(key("n"))));
        assertThat(state.get(key("side"))).isNull();
        assertThat(number(entry("n"))).isEqualTo(2);
        run(write(List.of(), new Mutation.Add(key("n"), -2, 0)));
        assertThat(number(entry("n"))).isZero();
    }

    @Test
    void aLogCountsItsEntriesInTheOrderOfCommitsAndNeverAgain() {
        Key log = Keys.log(7, Keys.POLICIES);
        run(
                write(
                        List.of(),
                        new Mutation.Append(log, bytes("a")),
                        new Mutation.Append(log, bytes("b"))),
                write(List.of(new Precondition.Present(key("x"))), append(log, "refused")),
                write(List.of(), append(log, "c")));
        run(write(List.of(), new Mutation.DeletePrefix(log)));
        run(write(List.of(), append(log, "d")));
        assertThat(state.get(Keys.logEntry(log, 3))).isNull();
        assertThat(Objects.requireNonNull(state.get(Keys.logEntry(log, 4))).value())
                .isEqualTo(bytes("d"));
        assertThat(number(Objects.requireNonNull(state.get(Keys.lastNumber(log))))).isEqualTo(4);
        assertThat(state.live).hasSize(2);
    }

    private static Mutation append(Key log, String text) {
        return new Mutation.Append(log, bytes(text));
    }

    @Test
    void addRefusesAbsentKeysOtherValuesAndOverflow() {
        assertRefused("none");
        run(write(List.of(), new Mutation.Put(key("text"), bytes("abc"))));
        assertRefused("text");
        run(write(List.of(), new Mutation.Put(key("max"), number(Long.MAX_VALUE))));
        assertRefused("max");
    }

    @Test
    void deletingAPrefixCoversWhatTheSameEntryWroteBefore() {
        run(
                write(List.of(), new Mutation.Put(key("p/old"), bytes("1"))),
                write(List.of(), new Mutation.Put(key("q"), bytes("1"))));
        run(
                write(
                        List.of(),
                        new Mutation.Put(key("p/new"), bytes("1")),
                        new Mutation.DeletePrefix(key("p/")),
                        new Mutation.Put(key("p/after"), bytes("1"))),
                write(
                        List.of(
                                new Precondition.Absent(key("p/old")),
                                new Precondition.Absent(key("p/new")),
                                new Precondition.Present(key("p/after"))),
                        new Mutation.Put(key("seen"), bytes("1"))));
        assertThat(state.live.keySet())
                .containsExactlyInAnyOrder(key("p/after"), key("q"), key("seen"));
    }

    @Test
    void aRepeatedIdIsAnsweredWithWhatWasRecorded() {
        run(write(List.of(), new Mutation.Put(key("n"), number(0))));
        WriteSet add = write(List.of(), new Mutation.Add(key("n"), 1, 0));
        List<Recorded> first = run(add, add);
        assertThat(first.get(1)).isEqualTo(first.get(0));
        assertThat(run(add)).containsExactly(first.get(0));
        assertThat(number(entry("n"))).isEqualTo(1);
    }

    @Test
    void aConflictIsRecordedToo() {
        WriteSet write =
                write(
                        List.of(new Precondition.Present(key("a"))),
                        new Mutation.Put(key("b"), bytes("1")));
        run(write);
        run(write(List.of(), new Mutation.Put(key("a"), bytes("1"))));
        assertThat(run(write)).containsExactly(known(new Outcome.Conflict(key("a"))));
    }

    @Test
    void aWriteSetFromBeforeTheRememberedOutcomesIsNotApplied() {
        state.counters = new Counters(1, OutcomeEpochs.LENGTH, 1, 0);
        WriteSet late = write(List.of(), new Mutation.Put(key("a"), bytes("1")));
        Changes changes = state.run(11, new StoreCommand.Commit(List.of(new Submission(late, 0))));
        assertThat(changes.answers()).containsExactly(new Recorded.Expired());
        assertThat(state.live).isEmpty();
        assertThat(
                        state.run(12, new StoreCommand.Commit(List.of(new Submission(late, 1))))
                                .answers())
                .containsExactly(known(new Outcome.Committed(12L << 16)));
    }

    @Test
    void controlClassesAreKeptByNamespace() {
        Key mount = Keys.of(7, Keys.RECORD, Keys.MOUNTS, bytes("x"));
        run(write(List.of(), new Mutation.Put(mount, bytes("1"))));
        assertThat(state.classes)
                .containsEntry(new ClassKey(7, (byte) ControlClass.MOUNTS.ordinal()), 11L << 16)
                .hasSize(1);
        run(write(List.of(), new Mutation.Put(key("data"), bytes("1"))));
        assertThat(state.classes).hasSize(1);
        run(write(List.of(), new Mutation.DeletePrefix(new Key(new byte[] {0, 0, 0, 7}))));
        assertThat(state.classes).containsEntry(new ClassKey(7, ClassKey.ALL), 13L << 16);
    }

    @Test
    void aRefusedWriteSetTouchesNoClass() {
        Key mount = Keys.of(7, Keys.RECORD, Keys.MOUNTS, bytes("x"));
        run(write(List.of(new Precondition.Present(mount)), new Mutation.Put(mount, bytes("1"))));
        assertThat(state.classes).isEmpty();
    }

    @Test
    void theEpochRecordIsOverwrittenByEachLeader() {
        state.run(20, new StoreCommand.Epoch("one", 1));
        long first = state.revision(Applier.EPOCH);
        state.run(21, new StoreCommand.Epoch("two", 2));
        assertThat(state.revision(Applier.EPOCH)).isGreaterThan(first);
        assertThat(
                        new String(
                                Arrays.copyOfRange(
                                        Objects.requireNonNull(state.get(Applier.EPOCH)).value(),
                                        9,
                                        12),
                                StandardCharsets.UTF_8))
                .isEqualTo("two");
    }

    @Test
    void aNewerFormatStopsBeforeAnythingIsApplied() {
        assertThatThrownBy(() -> state.run(20, new StoreCommand.SetFormat(Applier.FORMAT + 1)))
                .isInstanceOf(UnknownCommandException.class);
        state.counters = new Counters(Applier.FORMAT + 1, 0, 1, 0);
        assertThatThrownBy(() -> run(write(List.of(), new Mutation.Put(key("a"), bytes("1")))))
                .isInstanceOf(UnknownCommandException.class);
        assertThat(state.live).isEmpty();
    }

    private List<Recorded> run(WriteSet... sets) {
        return state.run(
                        ++index,
                        new StoreCommand.Commit(
                                Arrays.stream(sets)
                                        .map(set -> new Submission(set, state.counters.sequence()))
                                        .toList()))
                .answers();
    }

    private void assertCommitted(Precondition precondition) {
        assertThat(run(write(List.of(precondition), new Mutation.Put(key("side"), bytes("x")))))
                .containsExactly(known(new Outcome.Committed(index << 16)));
    }

    private void assertConflict(Precondition precondition) {
        assertThat(run(write(List.of(precondition), new Mutation.Put(key("side"), bytes("x")))))
                .containsExactly(known(new Outcome.Conflict(precondition.key())));
    }

    private void assertRefused(String name) {
        assertThat(run(write(List.of(), new Mutation.Add(key(name), 1, Long.MIN_VALUE))))
                .containsExactly(known(new Outcome.BelowFloor(key(name))));
    }

    private Entry entry(String name) {
        return Objects.requireNonNull(state.get(key(name)), name);
    }

    private static Recorded known(Outcome outcome) {
        return new Recorded.Known(outcome);
    }
}
