package io.sealwright.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The summary of the most frequent keys beside an exact count. */
class TopTest {
    private static final int MOST = 8;
    private static final int KINDS = 2;

    /** What is shown, as metrics see it. */
    private static final class Shown implements Top.Listener<String> {
        final Map<String, Top.Slot<String>> slots = new HashMap<>();
        int changes;

        @Override
        public void shown(Top.Slot<String> slot) {
            assertThat(slots.put(slot.key(), slot)).isNull();
            changes++;
        }

        @Override
        public void hidden(Top.Slot<String> slot) {
            assertThat(slots.remove(slot.key())).isSameAs(slot);
        }

        long count(String key) {
            Top.Slot<String> slot = slots.get(key);
            return slot == null ? 0 : slot.count(0) + slot.count(1);
        }
    }

    private record Added(String key, int kind, long times) {}

    /** Some keys are frequent, most are not; which ones are frequent changes on the way. */
    private static List<Added> stream(long seed) {
        Random random = new Random(seed);
        int keys = 10 + random.nextInt(2_000);
        double skew = 0.5 + 2 * random.nextDouble();
        List<Added> stream = new ArrayList<>();
        int length = 2_000 + random.nextInt(20_000);
        for (int i = 0; i < length; i++) {
            int rank = (int) (keys * Math.pow(random.nextDouble(), 1 + 3 * skew));
            int shift = i > length / 2 && seed % 2 == 0 ? keys / 2 : 0;
            stream.add(
                    new Added(
                            "k" + (rank + shift) % keys,
                            random.nextInt(KINDS),
                            1 + random.nextInt(5)));
        }
        return stream;
    }

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsShownAndTheRestAreTheExactTotal(long seed) {
        Shown shown = new Shown();
        Top<String> top = new Top<>(MOST, KINDS, shown);
        long[] total = new long[KINDS];
        for (Added added : stream(seed)) {
            top.add(added.key, added.kind, added.times);
            total[added.kind] += added.times;
            assertThat(shown.slots.size()).isLessThanOrEqualTo(MOST);
            assertThat(top.size()).isLessThanOrEqualTo(9 * MOST);
        }
        for (int kind = 0; kind < KINDS; kind++) {
            int one = kind;
            long sum = shown.slots.values().stream().mapToLong(slot -> slot.count(one)).sum();
            assertThat(sum + top.rest(kind)).isEqualTo(total[kind]);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noKeyIsShownWithMoreThanItHasAndNoneIsHiddenThatHasTwiceTheLeast(long seed) {
        Shown shown = new Shown();
        Top<String> top = new Top<>(MOST, KINDS, shown);
        Map<String, Long> exact = new HashMap<>();
        for (Added added : stream(seed)) {
            top.add(added.key, added.kind, added.times);
            exact.merge(added.key, added.times, Long::sum);
        }
        exact.forEach((key, count) -> {
            Top.Slot<String> slot = shown.slots.get(key);
            if (slot == null) {
                assertThat(count).as(key).isLessThan(2 * top.leastShown());
            } else {
                assertThat(shown.count(key)).as(key).isBetween(1L, count);
                assertThat(slot.estimate()).as(key).isGreaterThanOrEqualTo(count);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsShownChangesSeldom(long seed) {
        Shown shown = new Shown();
        Top<String> top = new Top<>(MOST, KINDS, shown);
        long total = 0;
        for (Added added : stream(seed)) {
            top.add(added.key, added.kind, added.times);
            total += added.times;
        }
        double doublings = Math.log(total) / Math.log(2);
        assertThat(shown.changes).isLessThanOrEqualTo((int) (MOST * (1 + doublings)));
    }

    @Test
    void fewKeysAreAllShownExactly() {
        Shown shown = new Shown();
        Top<String> top = new Top<>(MOST, KINDS, shown);
        for (int i = 0; i < MOST; i++) {
            top.add("k" + i, 0, i + 1);
            top.add("k" + i, 1, 10);
        }
        for (int i = 0; i < MOST; i++) {
            assertThat(shown.count("k" + i)).isEqualTo(i + 11);
        }
        assertThat(top.rest(0) + top.rest(1)).isZero();
    }

    @Test
    void aHeavyKeyComesToBeShownHoweverManyLightOnesThereAre() {
        Shown shown = new Shown();
        Top<String> top = new Top<>(MOST, 1, shown);
        for (int i = 0; i < 10_000; i++) {
            top.add("light" + i, 0, 1);
            if (i % 5 == 0) {
                top.add("heavy", 0, 1);
            }
        }
        assertThat(shown.slots).containsKey("heavy");
    }

    @Test
    void ofNoneEverythingIsTheRest() {
        Shown shown = new Shown();
        Top<String> top = new Top<>(0, 1, shown);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            keys.add("k" + i);
            top.add("k" + i, 0, 2);
        }
        assertThat(shown.slots).isEmpty();
        assertThat(top.rest(0)).isEqualTo(2L * keys.size());
        assertThat(top.size()).isZero();
    }
}
