package io.sealwright.storage.simulation;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A machine: what its disk holds, and the process that runs on it, if any. */
final class Member {
    final World world;
    final Profile profile;
    final Network network;
    final Truth truth;
    final Replica.Source source;
    final Set<Weakness> weaknesses;
    final List<String> ids;
    final Disk disk;
    private final String id;
    private Replica.Image snapshot;
    private Replica.Image flushed;
    private @Nullable Process process;
    private boolean powerFailed;
    boolean faulty = true;

    Member(
            String id,
            List<String> ids,
            World world,
            Profile profile,
            Network network,
            Truth truth,
            Replica.Source source,
            Set<Weakness> weaknesses) {
        this.id = id;
        this.ids = ids;
        this.world = world;
        this.profile = profile;
        this.network = network;
        this.truth = truth;
        this.source = source;
        this.weaknesses = weaknesses;
        this.disk = new Disk(world, !weaknesses.contains(Weakness.VOTE_NOT_KEPT));
        this.snapshot = source.empty();
        this.flushed = snapshot;
    }

    String id() {
        return id;
    }

    @Nullable Process process() {
        return process;
    }

    boolean weak(Weakness weakness) {
        return weaknesses.contains(weakness);
    }

    Replica.Image snapshot() {
        return snapshot;
    }

    /** It is complete and durable. */
    void keep(Replica.Image newer) {
        if (newer.index() > snapshot.index()) {
            snapshot = newer;
        }
    }

    void start() {
        if (process != null) {
            return;
        }
        Log log = new Log(disk, disk.recover(powerFailed));
        Replica replica = source.open(flushed.index() >= snapshot.index() ? flushed : snapshot);
        world.trace(() ->
                id
                        + " starts: term "
                        + disk.term()
                        + ", log "
                        + log.base()
                        + ".."
                        + log.last()
                        + ", state "
                        + replica.index());
        process = new Process(this, log, replica);
        process.start();
    }

    /** At any moment. */
    void crash(boolean power, String why) {
        Process running = process;
        if (running == null) {
            return;
        }
        world.trace(() -> id + (power ? " loses power: " : " is killed: ") + why);
        process = null;
        powerFailed = power;
        flushed = running.killed();
    }

    void receive(Message message) {
        Process running = process;
        if (running != null) {
            running.after(0, () -> running.receive(message));
        }
    }
}
