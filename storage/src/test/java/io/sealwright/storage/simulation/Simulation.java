package io.sealwright.storage.simulation;

import io.sealwright.storage.codec.CommandCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One schedule: a seed gives everything that happens in it. */
final class Simulation {
    private static final long ROUGH_MICROS = 1_500_000;
    private static final long CALM_MICROS = 1_500_000;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

    private final World world;
    private final Replica.Source source;
    private final Set<Weakness> weaknesses;
    private final List<Member> members = new ArrayList<>();
    private final List<Op> history = new ArrayList<>();
    private final Truth truth;
    private final Network network;
    private final Profile profile;
    private final Restorer restorer;

    /** How a schedule ended; {@code violation} is null if every promise was kept. */
    record Result(@Nullable String violation, List<String> trace, int answered, int entries) {}

    private Simulation(World world, Replica.Source source, Set<Weakness> weaknesses) {
        this.world = world;
        this.source = source;
        this.weaknesses = weaknesses;
        this.profile = Profile.of(world.random);
        this.truth = new Truth(world);
        this.network = new Network(world, profile);
        this.restorer = new Restorer(world, members);
    }

    static Result run(
            long seed,
            boolean tracing,
            Set<Weakness> weaknesses,
            Function<World, Replica.Source> sources) {
        World world = new World(seed, tracing);
        try (Replica.Source source = sources.apply(world)) {
            Simulation simulation = new Simulation(world, source, weaknesses);
            String violation = null;
            try {
                simulation.run();
            } catch (Violation broken) {
                violation = broken.getMessage();
            }
            int answered = (int) simulation.history.stream().filter(Op::answered).count();
            return new Result(violation, world.tail(), answered, simulation.truth.log().size());
        }
    }

    private void run() {
        world.trace(profile::toString);
        List<String> ids = NAMES.subList(0, profile.members());
        for (String id : ids) {
            Member member = new Member(id, ids, world, profile, network, truth, source, weaknesses);
            members.add(member);
            network.add(member);
            member.start();
        }
        Faults faults = new Faults(world, profile, network, members, ROUGH_MICROS);
        faults.next();
        faults.restarts();
        for (int number = 1; number <= profile.clients(); number++) {
            new Client(number, world, members, history, ROUGH_MICROS + CALM_MICROS / 3).next();
        }
        admin();
        world.runUntil(ROUGH_MICROS);
        world.trace(() -> "everything heals");
        network.calm();
        members.forEach(member -> member.faulty = false);
        world.runUntil(ROUGH_MICROS + CALM_MICROS);
        check();
    }

    private void admin() {
        if (world.chance(0.3)) {
            world.after(world.between(0, ROUGH_MICROS), restorer::setFormat);
        }
        int restores = world.chance(0.3) ? 1 + world.random.nextInt(3) : 0;
        for (int i = 0; i < restores; i++) {
            world.after(world.between(100_000, ROUGH_MICROS), restorer::restore);
        }
    }

    private void check() {
        Checker checker =
                new Checker(truth.log(), history, new ReferenceModel(restorer.restores()));
        checker.check();
        long calm = ROUGH_MICROS + CALM_MICROS / 6;
        if (history.stream().noneMatch(op -> op.answered() && op.start > calm)) {
            throw new Violation("nothing was answered although everything had healed");
        }
        // One log into one more store.
        Replica fresh = source.open(source.empty());
        for (LogRecord entry : truth.log()) {
            if (entry.empty()) {
                fresh.advance(entry.term(), entry.index());
            } else {
                fresh.apply(
                        entry.term(),
                        entry.index(),
                        CommandCodec.decode(ByteBuffer.wrap(entry.command())));
            }
        }
        for (Member member : members) {
            Process process = member.process();
            if (process == null || process.replica().index() != fresh.index()) {
                throw new Violation(member.id() + " has not caught up");
            }
            if (process.replica().hash() != fresh.hash()) {
                throw new Violation(member.id() + " has another checksum than its log gives");
            }
            checker.checkState(member.id(), process.replica().contents());
        }
    }
}
