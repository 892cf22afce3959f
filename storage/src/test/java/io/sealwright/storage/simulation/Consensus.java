package io.sealwright.storage.simulation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Raft as its paper has it, in place of the library: elections, replication, commit, snapshots for
 * those far behind. No lease and no pre-vote: nothing here rests on time.
 */
final class Consensus {
    private static final long TICK = 5_000;
    private static final long HEARTBEAT = 15_000;
    private static final long LEAST_ELECTION = 60_000;
    private static final long MOST_ELECTION = 130_000;
    private static final int MOST_ENTRIES = 16;

    private final Member member;
    private final World world;
    private final Process process;
    private final Log log;
    private final Set<String> votes = new HashSet<>();
    private final Map<String, Long> next = new HashMap<>();
    private final Map<String, Long> match = new HashMap<>();
    private boolean candidate;
    private boolean leading;
    private @Nullable String leader;
    private @Nullable String vote;
    private long term;
    private long commit;
    private long firstOfTerm;
    private long electionAt;
    private long heartbeatAt;

    Consensus(Member member, Process process, Log log, long applied) {
        this.member = member;
        this.world = member.world;
        this.process = process;
        this.log = log;
        this.term = member.disk.term();
        this.vote = member.disk.vote();
        this.commit = applied;
    }

    void start() {
        resetElection();
        process.after(TICK, this::tick);
    }

    long term() {
        return term;
    }

    long commit() {
        return commit;
    }

    boolean leads() {
        return leading;
    }

    long firstOfTerm() {
        return firstOfTerm;
    }

    @Nullable String leader() {
        return leader;
    }

    /** The clock jumps: what waited for a time is over, or has all its time again. */
    void clockJumps(boolean ahead) {
        electionAt = ahead ? world.now() : world.now() + MOST_ELECTION;
        heartbeatAt = ahead ? world.now() : world.now() + HEARTBEAT;
    }

    private void resetElection() {
        electionAt = world.now() + world.between(LEAST_ELECTION, MOST_ELECTION);
    }

    private void tick() {
        if (leading && world.now() >= heartbeatAt) {
            replicate();
        } else if (!leading && world.now() >= electionAt) {
            elect();
        }
        process.after(TICK, this::tick);
    }

    private void elect() {
        candidate = true;
        leader = null;
        votes.clear();
        votes.add(member.id());
        save(term + 1, member.id());
        resetElection();
        long mine = term;
        world.trace(() -> member.id() + " asks for votes in term " + mine);
        process.after(
                diskTime(),
                () -> {
                    if (candidate && term == mine) {
                        others().forEach(other ->
                                send(
                                        other,
                                        new Message.AskVote(
                                                term, member.id(), log.last(), log.lastTerm())));
                    }
                });
    }

    private void save(long newTerm, @Nullable String newVote) {
        term = newTerm;
        vote = newVote;
        member.disk.save(newTerm, newVote);
    }

    private void follow(long newTerm) {
        if (newTerm > term) {
            save(newTerm, null);
            leader = null;
        }
        candidate = false;
        if (leading) {
            world.trace(() -> member.id() + " leads no more, term " + term);
            leading = false;
            leader = null;
            resetElection();
            process.steppedDown();
        }
    }

    void receive(Message.Raft message) {
        if (message.term() > term) {
            follow(message.term());
        }
        switch (message) {
            case Message.AskVote ask -> asked(ask);
            case Message.Vote given -> voted(given);
            case Message.Append append -> append(append);
            case Message.Appended appended -> appended(appended);
            case Message.Install install -> install(install);
        }
    }

    private void asked(Message.AskVote ask) {
        boolean upToDate =
                ask.lastTerm() > log.lastTerm()
                        || (ask.lastTerm() == log.lastTerm() && ask.lastIndex() >= log.last());
        boolean free = vote == null || vote.equals(ask.from());
        boolean granted = ask.term() == term && free && upToDate;
        if (granted) {
            save(term, ask.from());
            resetElection();
        }
        Message.Vote answer = new Message.Vote(term, member.id(), granted);
        process.after(diskTime(), () -> send(ask.from(), answer));
    }

    private void voted(Message.Vote given) {
        if (candidate && given.term() == term && given.granted()) {
            votes.add(given.from());
            if (votes.size() > member.ids.size() / 2) {
                lead();
            }
        }
    }

    private void lead() {
        world.trace(() -> member.id() + " leads term " + term);
        member.truth.leads(term, member.id());
        candidate = false;
        leading = true;
        leader = member.id();
        for (String other : others()) {
            next.put(other, log.last() + 1);
            match.put(other, -1L);
        }
        firstOfTerm = append(new byte[0]);
    }

    /** As the leader; returns the index. */
    long append(byte[] command) {
        LogRecord entry = new LogRecord(term, log.last() + 1, command);
        log.append(entry);
        long mine = term;
        sync(() -> {
            if (leading && term == mine) {
                advance();
            }
        });
        replicate();
        return entry.index();
    }

    private void replicate() {
        heartbeatAt = world.now() + HEARTBEAT;
        others().forEach(this::replicate);
    }

    private void replicate(String other) {
        long from = next.getOrDefault(other, 0L);
        if (from <= log.base()) {
            send(other, new Message.Install(term, member.id(), member.snapshot()));
            return;
        }
        send(
                other,
                new Message.Append(
                        term,
                        member.id(),
                        from - 1,
                        log.termAt(from - 1),
                        log.from(from, MOST_ENTRIES),
                        commit));
    }

    private void append(Message.Append append) {
        if (append.term() < term) {
            send(append.from(), new Message.Appended(term, member.id(), false, log.last()));
            return;
        }
        heard(append.from());
        long previous = append.previousIndex();
        if (previous >= log.base() && log.termAt(previous) != append.previousTerm()) {
            long hint = Math.min(log.last(), previous - 1);
            send(append.from(), new Message.Appended(term, member.id(), false, hint));
            return;
        }
        for (LogRecord entry : append.entries()) {
            take(entry);
        }
        long matched = previous + append.entries().size();
        commit = Math.max(commit, Math.min(append.commit(), matched));
        process.mayApply();
        stored(append.from(), matched);
    }

    private void take(LogRecord entry) {
        if (entry.index() <= log.base() || log.termAt(entry.index()) == entry.term()) {
            return;
        }
        if (entry.index() <= log.last()) {
            if (entry.index() <= commit) {
                world.violated(member.id() + " would lose the committed entry " + entry.index());
                return;
            }
            log.truncate(entry.index());
        }
        log.append(entry);
    }

    /** Acknowledged when it is durable, and only if nothing newer was promised meanwhile. */
    private void stored(String to, long matched) {
        long mine = term;
        Runnable acknowledge =
                () -> {
                    if (term == mine) {
                        send(to, new Message.Appended(mine, member.id(), true, matched));
                    }
                    process.mayApply();
                };
        if (log.synced() >= matched) {
            acknowledge.run();
        } else {
            sync(acknowledge);
        }
    }

    private void appended(Message.Appended appended) {
        if (!leading || appended.term() != term) {
            return;
        }
        String other = appended.from();
        long from = next.getOrDefault(other, 0L);
        if (appended.success()) {
            match.merge(other, appended.index(), Math::max);
            next.put(other, Math.max(from, appended.index() + 1));
            advance();
            if (next.getOrDefault(other, 0L) <= log.last()) {
                replicate(other);
            }
        } else {
            next.put(
                    other,
                    Math.max(
                            match.getOrDefault(other, -1L) + 1,
                            Math.min(from - 1, appended.index() + 1)));
            replicate(other);
        }
    }

    private void advance() {
        long[] stored = new long[member.ids.size()];
        int at = 0;
        stored[at++] = log.synced();
        for (String other : others()) {
            stored[at++] = match.getOrDefault(other, -1L);
        }
        Arrays.sort(stored);
        long majority = stored[(stored.length - 1) / 2];
        if (majority > commit && log.termAt(majority) == term) {
            for (long index = commit + 1; index <= majority; index++) {
                member.truth.committed(log.at(index), member.id());
            }
            commit = majority;
        }
        process.mayApply();
    }

    private void install(Message.Install install) {
        if (install.term() < term) {
            return;
        }
        heard(install.from());
        Replica.Image image = install.image();
        if (image.index() > commit) {
            world.trace(() -> member.id() + " installs the snapshot at " + image.index());
            commit = image.index();
            process.install(image);
        }
        stored(install.from(), image.index());
    }

    private void heard(String from) {
        follow(term);
        leader = from;
        resetElection();
    }

    private void sync(Runnable done) {
        if (member.faulty && world.chance(member.profile.syncFails())) {
            // A member whose disk fails stops, as the store's does.
            process.after(diskTime(), () -> member.crash(world.chance(0.5), "a sync failed"));
            return;
        }
        log.sync(diskTime(), process, !member.weak(Weakness.STORED_BEFORE_SYNC), done);
    }

    private long diskTime() {
        return world.chance(0.02) ? world.between(500, 20_000) : world.between(50, 900);
    }

    private List<String> others() {
        return member.ids.stream().filter(id -> !id.equals(member.id())).toList();
    }

    private void send(String to, Message message) {
        member.network.send(member.id(), to, message);
    }
}
