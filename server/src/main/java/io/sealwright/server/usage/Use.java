package io.sealwright.server.usage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How one secret was read, or what one identity has read; as it is stored. Immutable.
 *
 * @param reads since it is kept
 * @param last epoch milliseconds of the last read
 * @param lastOther by whom the secret was read last; which secret the identity read last
 * @param days reads by days since 1970-01-01 in UTC; the newest {@value #MAX_DAYS}
 * @param others the {@value #MAX_OTHERS} that were last: identities that read the secret, secrets
 *     that the identity read
 */
record Use(
        long reads,
        long last,
        String lastOther,
        SortedMap<Integer, Long> days,
        List<Other> others) {
    static final int MAX_DAYS = 90;
    static final int MAX_OTHERS = 20;
    static final Use NONE = new Use(0, 0, "", new TreeMap<>(), List.of());

    /**
     * @param reads since it came to be one of the last
     * @param last epoch milliseconds
     */
    record Other(String name, long reads, long last) {}

    Use {
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
        others = List.copyOf(others);
    }

    /** With further reads of a day, which concern one of the others. */
    Use plus(String other, int day, Counted counted) {
        boolean newest = counted.last() >= last;
        return new Use(
                reads + counted.times(),
                newest ? counted.last() : last,
                newest ? other : lastOther,
                daysWith(day, counted.times()),
                othersWith(other, counted));
    }

    private SortedMap<Integer, Long> daysWith(int day, long times) {
        TreeMap<Integer, Long> more = new TreeMap<>(days);
        more.merge(day, times, Long::sum);
        return new TreeMap<>(more.tailMap(more.lastKey() - MAX_DAYS, false));
    }

    private List<Other> othersWith(String name, Counted counted) {
        List<Other> more = new ArrayList<>();
        Counted sum = counted;
        for (Other other : others) {
            if (other.name().equals(name)) {
                sum = sum.plus(new Counted(other.reads(), other.last()));
            } else {
                more.add(other);
            }
        }
        more.add(new Other(name, sum.times(), sum.last()));
        more.sort(Comparator.comparingLong(Other::last).reversed());
        return more.subList(0, Math.min(more.size(), MAX_OTHERS));
    }

    @Override
    public String toString() {
        return "Use[" + reads + "]";
    }
}
