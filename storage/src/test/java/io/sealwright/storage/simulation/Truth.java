package io.sealwright.storage.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the cluster as a whole has decided: one leader a term, one entry an index. */
final class Truth {
    private final World world;
    private final List<LogRecord> log = new ArrayList<>();
    private final Map<Long, String> leaders = new HashMap<>();

    Truth(World world) {
        this.world = world;
    }

    List<LogRecord> log() {
        return log;
    }

    void leads(long term, String member) {
        String other = leaders.putIfAbsent(term, member);
        if (other != null && !other.equals(member)) {
            world.violated("term " + term + " has two leaders, " + other + " and " + member);
        }
    }

    /** Called for every entry that a member counts as committed. */
    void committed(LogRecord entry, String member) {
        if (entry.index() == log.size()) {
            log.add(entry);
            return;
        }
        if (entry.index() > log.size()) {
            world.violated(member + " commits " + entry.index() + " before those that precede it");
            return;
        }
        LogRecord decided = log.get((int) entry.index());
        if (decided.term() != entry.term() || !Arrays.equals(decided.command(), entry.command())) {
            world.violated(member + " has another entry committed at index " + entry.index());
        }
    }
}
