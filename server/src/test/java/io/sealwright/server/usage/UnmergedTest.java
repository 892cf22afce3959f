package io.sealwright.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.SpaceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever has been counted, collected and merged: store and rest together are the exact count. */
class UnmergedTest {
    private static final MountPlace MOUNT = new MountPlace(0, "", new SpaceId(7), "kv/");

    private static Access read(String secret, String identity) {
        return new Access(MOUNT, secret, identity, false, 20_000);
    }

    private static Target secret(String path) {
        return new Target.OfSecret(0, MOUNT.space(), path);
    }

    private static long sum(Map<Target, List<Portion.Added>> added, Target target) {
        return added.getOrDefault(target, List.of()).stream()
                .mapToLong(one -> one.counted().times())
                .sum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noReadIsMissedOrSeenTwice(long seed) {
        Random random = new Random(seed);
        Tally<Access> tally = new Tally<>(10_000);
        Unmerged unmerged = new Unmerged(tally);
        Map<Target, Long> exact = new HashMap<>();
        Map<Target, Long> stored = new HashMap<>();
        long merged = 0;
        for (int step = 0; step < 5_000; step++) {
            switch (random.nextInt(10)) {
                case 0 -> unmerged.collect();
                case 1 -> {
                    Portion portion = unmerged.next();
                    if (portion != null) {
                        portion.added()
                                .forEach((target, _) ->
                                        stored.merge(
                                                target, sum(portion.added(), target), Long::sum));
                        merged = portion.number();
                        unmerged.arrived(portion);
                    }
                }
                default -> {
                    String name = "s" + random.nextInt(600);
                    tally.add(read(name, "i" + random.nextInt(3)), step);
                    exact.merge(secret(name), 1L, Long::sum);
                }
            }
        }
        Map<Target, List<Portion.Added>> beyond = unmerged.beyond(merged);
        exact.forEach((target, count) ->
                assertThat(stored.getOrDefault(target, 0L) + sum(beyond, target))
                        .as("%s with seed %s", target, seed)
                        .isEqualTo(count));
    }

    @Test
    void aViewFromBeforeTheLastMergeSeesItBesideTheStore() {
        Tally<Access> tally = new Tally<>(10);
        Unmerged unmerged = new Unmerged(tally);
        tally.add(read("a", "i"), 1);
        unmerged.collect();
        Portion portion = unmerged.next();
        assertThat(portion).isNotNull();
        unmerged.arrived(portion);

        assertThat(sum(unmerged.beyond(0), secret("a"))).isEqualTo(1);
        assertThat(sum(unmerged.beyond(portion.number()), secret("a"))).isZero();
    }

    @Test
    void whatWaitsIsNotAddedTo() {
        Tally<Access> tally = new Tally<>(10);
        Unmerged unmerged = new Unmerged(tally);
        tally.add(read("a", "i"), 1);
        unmerged.collect();
        tally.add(read("b", "i"), 2);

        unmerged.collect();
        assertThat(tally.copy()).as("the first still waits").hasSize(1);
        assertThat(sum(unmerged.beyond(0), secret("b"))).isEqualTo(1);
    }

    @Test
    void writesAndWhatIsNoSecretAreNotMerged() {
        Tally<Access> tally = new Tally<>(10);
        Unmerged unmerged = new Unmerged(tally);
        tally.add(new Access(MOUNT, "a", "i", true, 1), 1);
        tally.add(new Access(MOUNT, "", "i", false, 1), 1);

        unmerged.collect();
        assertThat(unmerged.next()).isNull();
    }

    @Test
    void portionsAreBounded() {
        Tally<Access> tally = new Tally<>(10_000);
        Unmerged unmerged = new Unmerged(tally);
        for (int i = 0; i < 3_000; i++) {
            tally.add(read("s" + i, "i"), 1);
        }
        unmerged.collect();

        long number = 0;
        int targets = 0;
        for (Portion one = unmerged.next(); one != null; one = unmerged.next()) {
            assertThat(one.added().size()).isLessThanOrEqualTo(Unmerged.PORTION);
            assertThat(one.number()).isEqualTo(++number);
            targets += one.added().size();
            unmerged.arrived(one);
        }
        assertThat(targets).as("secrets, and the one who read them").isEqualTo(3_001);
    }
}
