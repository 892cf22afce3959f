package io.sealwright.storage.simulation;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.codec.CommandCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what clients were told with the one order that the log gives: every answer is the one of
 * its place in it, and places follow real time. Together that is linearizability.
 */
final class Checker {
    private final List<LogRecord> log;
    private final List<Op> history;
    private final ReferenceModel model;

    Checker(List<LogRecord> log, List<Op> history, ReferenceModel model) {
        this.log = log;
        this.history = history;
        this.model = model;
    }

    void check() {
        Map<Long, List<Op>> reads = new HashMap<>();
        for (Op op : history) {
            if (op.seen != null) {
                reads.computeIfAbsent(op.viewIndex, index -> new ArrayList<>()).add(op);
            }
        }
        reads.getOrDefault(-1L, List.of()).forEach(this::checkRead);
        for (LogRecord entry : log) {
            if (!entry.empty()) {
                model.apply(entry.index(), CommandCodec.decode(ByteBuffer.wrap(entry.command())));
            }
            reads.getOrDefault(entry.index(), List.of()).forEach(this::checkRead);
        }
        history.forEach(this::checkWrite);
        checkOrder();
    }

    private void checkRead(Op op) {
        for (Key key : op.keys) {
            Entry wanted = model.live().get(key);
            Entry seen = op.seen == null ? null : op.seen.get(key);
            if (!same(wanted, seen)) {
                throw new Violation("a read saw what was not there: " + op + ", not " + wanted);
            }
        }
    }

    static boolean same(
            @org.jspecify.annotations.Nullable Entry one,
            @org.jspecify.annotations.Nullable Entry other) {
        if (one == null || other == null) {
            return one == other;
        }
        return one.revision() == other.revision() && Arrays.equals(one.value(), other.value());
    }

    private void checkWrite(Op op) {
        if (op.write == null) {
            return;
        }
        TransactionId id = op.write.id();
        ReferenceModel.Done done = model.done(id);
        if (op.nothing && done != null) {
            throw new Violation("said to be not written, but it is in the log: " + op);
        }
        if (op.outcome != null && done == null) {
            throw new Violation("an acknowledged write is lost: " + op);
        }
        if (op.outcome != null && done != null && !op.outcome.equals(done.outcome())) {
            throw new Violation("a wrong outcome, " + done.outcome() + " is right: " + op);
        }
    }

    /** Whatever ended before another thing began has its place before it. */
    private void checkOrder() {
        List<Op> byEnd = new ArrayList<>(history.stream().filter(Op::answered).toList());
        List<Op> byStart = new ArrayList<>(byEnd);
        byEnd.sort(Comparator.comparingLong(op -> op.end));
        byStart.sort(Comparator.comparingLong(op -> op.start));
        int ended = 0;
        Op newest = null;
        for (Op op : byStart) {
            while (ended < byEnd.size() && byEnd.get(ended).end < op.start) {
                Op before = byEnd.get(ended++);
                if (newest == null || place(before) > place(newest)) {
                    newest = before;
                }
            }
            if (newest != null && place(op) < place(newest)) {
                throw new Violation(
                        "the past is seen at "
                                + place(op)
                                + ": "
                                + op
                                + "; but before it, at "
                                + place(newest)
                                + ": "
                                + newest);
            }
        }
    }

    private long place(Op op) {
        if (op.write == null) {
            return op.viewIndex;
        }
        ReferenceModel.Done done = model.done(op.write.id());
        return done == null ? -1 : done.index();
    }

    /** A member's state is what the log makes of it. */
    void checkState(String member, Map<Key, Entry> contents) {
        if (!contents.keySet().equals(model.live().keySet())) {
            throw new Violation(member + " has other keys than the log gives");
        }
        model.live()
                .forEach((key, wanted) -> {
                    Entry entry = contents.get(key);
                    boolean right =
                            entry != null
                                    && (key.equals(Applier.EPOCH)
                                            ? entry.revision() == wanted.revision()
                                            : same(entry, wanted));
                    if (!right) {
                        throw new Violation(
                                member + " has " + entry + " at " + key + ", not " + wanted);
                    }
                });
    }
}
