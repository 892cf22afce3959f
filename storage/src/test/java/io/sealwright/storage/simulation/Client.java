package io.sealwright.storage.simulation;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.raft.MemberLogic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks one thing after another, each through some member. */
final class Client {
    private static final long RETRY_MILLIS = 10;
    private static final long READ_MICROS = 300_000;
    private static final long WRITE_MILLIS = 250;
    private static final int MOST_ATTEMPTS = 4;

    private final int number;
    private final World world;
    private final List<Member> members;
    private final List<Op> history;
    private final long until;
    private long writes;

    Client(int number, World world, List<Member> members, List<Op> history, long until) {
        this.number = number;
        this.world = world;
        this.members = members;
        this.history = history;
        this.until = until;
    }

    void next() {
        if (world.now() < until) {
            world.after(world.between(0, 12_000), this::act);
        }
    }

    private void act() {
        int kind = world.random.nextInt(100);
        if (kind < 35) {
            read(some(1 + world.random.nextInt(3)), seen -> next());
        } else if (kind < 50) {
            write(List.of(), List.of(change(Workload.register(world.random))));
        } else if (kind < 58) {
            addToCounter();
        } else if (kind < 60) {
            write(List.of(), List.of(new Mutation.DeletePrefix(Workload.REGISTER_PREFIX)));
        } else if (kind < 63) {
            write(List.of(), List.of(new Mutation.Append(Workload.LOG, Workload.number(writes))));
        } else {
            readThenWrite(some(kind < 85 ? 1 : 2));
        }
    }

    private List<Key> some(int count) {
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Key key = world.chance(0.1) ? Workload.COUNTER : Workload.register(world.random);
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        return keys;
    }

    private Mutation change(Key key) {
        if (world.chance(0.15)) {
            return new Mutation.Delete(key);
        }
        return world.chance(0.1)
                ? new Mutation.Touch(key)
                : new Mutation.Put(key, Workload.text("c" + number + "-" + writes));
    }

    private void addToCounter() {
        Key key = Workload.COUNTER;
        if (world.chance(0.2)) {
            write(
                    List.of(new Precondition.Absent(key)),
                    List.of(new Mutation.Put(key, Workload.number(0))));
        } else {
            long delta = world.random.nextInt(5) - 1;
            write(List.of(), List.of(new Mutation.Add(key, delta, 0)));
        }
    }

    /** Check-and-set of one key, or a transaction over several. */
    private void readThenWrite(List<Key> keys) {
        read(
                keys,
                seen -> {
                    if (seen == null) {
                        next();
                        return;
                    }
                    List<Precondition> conditions = new ArrayList<>();
                    List<Mutation> mutations = new ArrayList<>();
                    for (Key key : keys) {
                        Entry entry = seen.get(key);
                        conditions.add(
                                entry == null
                                        ? new Precondition.Absent(key)
                                        : new Precondition.AtRevision(key, entry.revision()));
                        if (!key.equals(Workload.COUNTER)) {
                            mutations.add(change(key));
                        }
                    }
                    if (mutations.isEmpty()) {
                        mutations.add(change(Workload.register(world.random)));
                    }
                    write(conditions, mutations);
                });
    }

    private @Nullable Process process() {
        return members.get(world.random.nextInt(members.size())).process();
    }

    private void read(List<Key> keys, Consumer<@Nullable Map<Key, Entry>> then) {
        Process process = process();
        if (process == null) {
            next();
            return;
        }
        Op op = new Op(number, world.now(), null);
        op.keys = keys;
        Runnable over =
                () -> {
                    if (op.end < 0) {
                        op.end = world.now();
                        then.accept(null);
                    }
                };
        process.whenGone(over);
        world.after(READ_MICROS, over);
        world.trace(() -> "client " + number + " reads through " + process.selfId());
        process.after(0, () -> read(process, op, then));
    }

    private void read(Process process, Op op, Consumer<@Nullable Map<Key, Entry>> then) {
        if (op.end >= 0) {
            return;
        }
        if (process.unguarded()) {
            see(process, op, then);
            return;
        }
        MemberLogic logic = process.logic();
        logic.readIndex()
                .whenComplete((index, failure) -> {
                    if (failure != null) {
                        process.later(RETRY_MILLIS, () -> read(process, op, then));
                    } else {
                        logic.whenApplied(index).thenRun(() -> see(process, op, then));
                    }
                });
    }

    private void see(Process process, Op op, Consumer<@Nullable Map<Key, Entry>> then) {
        if (op.end >= 0) {
            return;
        }
        Map<Key, Entry> seen = new HashMap<>();
        for (Key key : op.keys) {
            Entry entry = process.replica().get(key);
            if (entry != null) {
                seen.put(key, entry);
            }
        }
        op.seen = seen;
        op.viewIndex = process.applied();
        op.end = world.now();
        history.add(op);
        world.trace(() -> "client " + number + " has read at " + op.viewIndex);
        world.after(0, () -> then.accept(seen));
    }

    private void write(List<Precondition> conditions, List<Mutation> mutations) {
        TransactionId id =
                new TransactionId((long) number << 32 | writes++, world.random.nextLong());
        Op op = new Op(number, world.now(), new WriteSet(id, conditions, mutations));
        history.add(op);
        attempt(op, 1, false);
    }

    /** {@code maybe}: an earlier attempt may have been applied, or may yet be. */
    private void attempt(Op op, int attempt, boolean maybe) {
        Process process = process();
        if (process == null) {
            ended(op, attempt, maybe, true);
            return;
        }
        Attempt one = new Attempt(op, attempt, maybe);
        process.whenGone(() -> one.failed(true));
        process.after(0, () -> one.begin(process));
    }

    private void ended(Op op, int attempt, boolean maybe, boolean gaveUp) {
        if (op.end >= 0) {
            return;
        }
        boolean again = maybe && attempt < MOST_ATTEMPTS && world.chance(0.7);
        if (again) {
            world.trace(() -> "client " + number + " submits again " + op.write);
            world.after(world.between(0, 10_000), () -> attempt(op, attempt + 1, true));
            return;
        }
        op.end = world.now();
        op.nothing = gaveUp && !maybe;
        world.trace(() -> "client " + number + " knows of nothing: " + op.write);
        next();
    }

    /** One submission of a write through one member. */
    private final class Attempt {
        private final Op op;
        private final int attempt;
        private final boolean maybe;
        private boolean over;

        Attempt(Op op, int attempt, boolean maybe) {
            this.op = op;
            this.attempt = attempt;
            this.maybe = maybe;
        }

        void begin(Process process) {
            WriteSet write = java.util.Objects.requireNonNull(op.write);
            world.trace(
                    () -> "client " + number + " writes through " + process.selfId() + " " + write);
            MemberLogic.Write going = process.logic().write(write);
            going.outcome()
                    .whenComplete((outcome, failure) -> {
                        if (outcome != null) {
                            told(outcome);
                        }
                    });
            process.later(WRITE_MILLIS, () -> deadline(going));
        }

        private void deadline(MemberLogic.Write going) {
            if (over) {
                return;
            }
            try {
                told(going.giveUp());
            } catch (StoreException.OutcomeUnknown unknown) {
                failed(true);
            } catch (StoreException.Unavailable unavailable) {
                failed(false);
            }
        }

        private void told(Outcome outcome) {
            if (over) {
                return;
            }
            over = true;
            op.outcome = outcome;
            op.end = world.now();
            world.trace(() -> "client " + number + " was told " + outcome);
            world.after(0, Client.this::next);
        }

        void failed(boolean nowMaybe) {
            if (!over) {
                over = true;
                ended(op, attempt, maybe || nowMaybe, !nowMaybe);
            }
        }
    }
}
