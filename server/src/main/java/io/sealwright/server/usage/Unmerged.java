package io.sealwright.server.usage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reads of this node that the store may not have yet: those still counted, and portions on
 * their way. Portions that have arrived are remembered until the next ones are made, for requests
 * whose view is older. Thread-safe.
 */
final class Unmerged {
    /** Targets of a portion; each costs a read and a write of some 2 KiB. */
    static final int PORTION = 200;

    private final Tally<Access> counted;
    private final Deque<Portion> waiting = new ArrayDeque<>();
    private final List<Portion> arrived = new ArrayList<>();
    private long numbers;

    Unmerged(Tally<Access> counted) {
        this.counted = counted;
    }

    /**
     * Makes portions of what was counted. Nothing while some still wait: what is counted is
     * bounded, and so is what waits.
     */
    synchronized void collect() {
        if (!waiting.isEmpty()) {
            return;
        }
        arrived.clear();
        Map<Target, List<Portion.Added>> part = new LinkedHashMap<>();
        byTarget(counted.drain())
                .forEach((target, added) -> {
                    part.put(target, added);
                    if (part.size() >= PORTION) {
                        waiting.add(new Portion(++numbers, part));
                        part.clear();
                    }
                });
        if (!part.isEmpty()) {
            waiting.add(new Portion(++numbers, part));
        }
    }

    private static Map<Target, List<Portion.Added>> byTarget(Map<Access, Counted> drained) {
        Map<Target, List<Portion.Added>> targets = new HashMap<>();
        drained.forEach((access, counted) -> {
            if (access.readsSecret()) {
                add(targets, access, counted);
            }
        });
        return targets;
    }

    private static void add(
            Map<Target, List<Portion.Added>> targets, Access access, Counted counted) {
        MountPlace at = access.mount();
        targets.computeIfAbsent(
                        new Target.OfSecret(at.namespace(), at.space(), access.secret()),
                        _ -> new ArrayList<>())
                .add(new Portion.Added(at, access.identity(), access.day(), counted));
        targets.computeIfAbsent(
                        new Target.OfIdentity(at.namespace(), access.identity()),
                        _ -> new ArrayList<>())
                .add(
                        new Portion.Added(
                                at, at.mountPath() + access.secret(), access.day(), counted));
    }

    synchronized @Nullable Portion next() {
        return waiting.peek();
    }

    /** The portion that was next is in the store, or is given up. */
    synchronized void arrived(Portion portion) {
        waiting.remove(portion);
        arrived.add(portion);
    }

    /** Forgets everything. */
    synchronized void clear() {
        counted.drain();
        waiting.clear();
        arrived.clear();
    }

    /**
     * All that a view of the store does not have, by target.
     *
     * @param merged number of the last portion that it has
     */
    synchronized Map<Target, List<Portion.Added>> beyond(long merged) {
        Map<Target, List<Portion.Added>> all = byTarget(counted.copy());
        for (List<Portion> portions : List.of(arrived, List.copyOf(waiting))) {
            for (Portion portion : portions) {
                if (portion.number() > merged) {
                    portion.added()
                            .forEach((target, added) ->
                                    all.computeIfAbsent(target, _ -> new ArrayList<>())
                                            .addAll(added));
                }
            }
        }
        return all;
    }
}
