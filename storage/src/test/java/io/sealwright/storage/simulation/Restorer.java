package io.sealwright.storage.simulation;

import io.sealwright.storage.Key;
import io.sealwright.storage.apply.Applier;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.StoreCommand.Filled;
import io.sealwright.storage.codec.CommandCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Restores a snapshot by commands, each submitted until it is answered, as {@code RepeatedSubmit}
 * does; now and then raises the format to the one there is.
 */
final class Restorer {
    private static final long PATIENCE_MICROS = 700_000;

    private final World world;
    private final List<Member> members;
    private final TreeMap<Long, List<Filled>> restores = new TreeMap<>();

    Restorer(World world, List<Member> members) {
        this.world = world;
        this.members = members;
    }

    /** What each restore fills in. */
    TreeMap<Long, List<Filled>> restores() {
        return restores;
    }

    void setFormat() {
        submit(List.of(new StoreCommand.SetFormat(Applier.FORMAT)), 0, world.now());
    }

    void restore() {
        long id = restores.size() + 1;
        List<Filled> first = new ArrayList<>();
        for (Key key : Workload.REGISTERS.subList(0, 3)) {
            first.add(new Filled(key, Workload.text("restored-" + id)));
        }
        List<Filled> second = new ArrayList<>();
        second.add(new Filled(Workload.COUNTER, Workload.number(7)));
        second.add(new Filled(Workload.RESTORED, Workload.number(id)));
        List<Filled> all = new ArrayList<>(first);
        all.addAll(second);
        restores.put(id, all);
        submit(
                List.of(
                        new StoreCommand.BeginGeneration(id),
                        new StoreCommand.FillGeneration(id, first),
                        new StoreCommand.FillGeneration(id, second),
                        new StoreCommand.SwitchGeneration(id, List.of(Workload.KEPT))),
                0,
                world.now());
    }

    private void submit(List<StoreCommand> commands, int at, long since) {
        if (at == commands.size() || world.now() - since > PATIENCE_MICROS) {
            return;
        }
        Process process = members.get(world.random.nextInt(members.size())).process();
        if (process == null) {
            again(commands, at, since);
            return;
        }
        boolean[] over = {false};
        Runnable failed =
                () -> {
                    if (!over[0]) {
                        over[0] = true;
                        again(commands, at, since);
                    }
                };
        process.whenGone(failed);
        process.after(
                0,
                () ->
                        process.submit(CommandCodec.encode(commands.get(at)))
                                .whenComplete((answer, failure) -> {
                                    if (answer == null) {
                                        failed.run();
                                    } else if (!over[0]) {
                                        over[0] = true;
                                        world.after(0, () -> submit(commands, at + 1, since));
                                    }
                                }));
    }

    private void again(List<StoreCommand> commands, int at, long since) {
        world.after(10_000, () -> submit(commands, at, since));
    }
}
