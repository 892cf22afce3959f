package io.sealwright.storage.apply;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.StateReader.Counters;
import io.sealwright.storage.apply.StoreCommand.Submission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applies the write sets of one entry, one after another, each on what the ones before it left. */
final class CommitRun {
    private static final int SPACE_AT = 5;
    private static final int SPACE_END = SPACE_AT + Long.BYTES;

    private final StateReader state;
    private final long index;
    private final Overlay overlay;
    private final Map<TransactionId, Outcome> recorded = new LinkedHashMap<>();
    private final Map<ClassKey, Long> classes = new HashMap<>();
    private final Set<SpaceId> spaces = new LinkedHashSet<>();

    CommitRun(StateReader state, long index) {
        this.state = state;
        this.index = index;
        this.overlay =
                new Overlay(
                        new KeyReader() {
                            @Override
                            public @Nullable Entry get(Key key) {
                                return state.get(key);
                            }

                            @Override
                            public long revision(Key key) {
                                return state.revision(key);
                            }
                        });
    }

    Changes run(StoreCommand.Commit commit) {
        List<Recorded> answers = new ArrayList<>(commit.submissions().size());
        int ordinal = 0;
        for (Submission submission : commit.submissions()) {
            answers.add(answer(submission, ordinal++));
        }
        Counters before = state.counters();
        Counters after =
                new Counters(
                        before.format(),
                        before.sequence() + recorded.size(),
                        before.generation(),
                        before.restoreId());
        return new Changes(
                answers,
                overlay.prefixes(),
                overlay.points(),
                recorded,
                classes,
                spaces,
                after,
                null);
    }

    private Recorded answer(Submission submission, int ordinal) {
        WriteSet writeSet = submission.writeSet();
        Outcome earlier = recorded.get(writeSet.id());
        if (earlier != null) {
            return new Recorded.Known(earlier);
        }
        Recorded known = state.recorded(writeSet.id());
        if (known != null) {
            return known;
        }
        long sequence = state.counters().sequence();
        if (sequence - submission.seenSequence() >= OutcomeEpochs.LENGTH) {
            return new Recorded.Expired();
        }
        Outcome outcome = outcome(writeSet, Applier.revision(index, ordinal));
        recorded.put(writeSet.id(), outcome);
        return new Recorded.Known(outcome);
    }

    private Outcome outcome(WriteSet writeSet, long revision) {
        for (Precondition precondition : writeSet.preconditions()) {
            if (!holds(precondition)) {
                return new Outcome.Conflict(precondition.key());
            }
        }
        Overlay own = new Overlay(overlay);
        for (Mutation mutation : writeSet.mutations()) {
            Key refused = mutate(own, mutation, revision);
            if (refused != null) {
                return new Outcome.BelowFloor(refused);
            }
        }
        own.mergeInto(overlay);
        for (Mutation mutation : writeSet.mutations()) {
            note(mutation, revision);
        }
        return new Outcome.Committed(revision);
    }

    private boolean holds(Precondition precondition) {
        return switch (precondition) {
            case Precondition.AtRevision at -> overlay.revision(at.key()) == at.revision();
            case Precondition.Absent absent -> overlay.revision(absent.key()) == 0;
            case Precondition.Present present -> overlay.revision(present.key()) != 0;
        };
    }

    /** Returns the key of a counter that refuses the write set; null if the mutation went in. */
    private static @Nullable Key mutate(Overlay own, Mutation mutation, long revision) {
        switch (mutation) {
            case Mutation.Put put -> own.put(put.key(), new Entry(revision, put.value()));
            case Mutation.Delete delete -> own.delete(delete.key());
            case Mutation.DeletePrefix delete -> own.deletePrefix(delete.prefix());
            case Mutation.Touch touch -> {
                Entry old = own.get(touch.key());
                if (old != null) {
                    own.put(touch.key(), new Entry(revision, old.value()));
                }
            }
            case Mutation.Add add -> {
                Entry sum = Counter.add(own.get(add.key()), add, revision);
                if (sum == null) {
                    return add.key();
                }
                own.put(add.key(), sum);
            }
            case Mutation.Append append -> append(own, append, revision);
        }
        return null;
    }

    private static void append(Overlay own, Mutation.Append append, long revision) {
        Key last = Keys.lastNumber(append.log());
        long number = Counter.value(own.get(last)) + 1;
        own.put(last, new Entry(revision, Counter.bytes(number)));
        own.put(Keys.logEntry(append.log(), number), new Entry(revision, append.value()));
    }

    private void note(Mutation mutation, long revision) {
        Key key =
                switch (mutation) {
                    case Mutation.Put put -> put.key();
                    case Mutation.Delete delete -> delete.key();
                    case Mutation.Touch touch -> touch.key();
                    case Mutation.Add add -> add.key();
                    case Mutation.DeletePrefix delete -> delete.prefix();
                    case Mutation.Append append -> append.log();
                };
        ClassKey written = ClassKey.of(key);
        if (written != null) {
            classes.put(written, revision);
        } else if (key.bytes().length <= SPACE_AT) {
            wholeNamespace(key, revision);
        }
        if (key.bytes().length >= SPACE_END) {
            spaces.add(Keys.space(key));
        }
    }

    /** A prefix that names no class covers all of them. */
    private void wholeNamespace(Key prefix, long revision) {
        if (prefix.bytes().length < Integer.BYTES) {
            return;
        }
        classes.put(new ClassKey(Keys.namespace(prefix), ClassKey.ALL), revision);
    }
}
