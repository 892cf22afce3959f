package io.sealwright.storage.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.AssertionFailedError;

/**
 * Seeded schedules, thousands a minute. More by {@code -Dsimulation.schedules=N}, one by {@code
 * -Dsimulation.seed=S}.
 */
class SimulationTest {
    private static final long SCHEDULES = Long.getLong("simulation.schedules", 150);
    private static final long FIRST = Long.getLong("simulation.first", 0);
    private static final int WEAK_SCHEDULES = 100;
    private static final Set<Weakness> SOUND = EnumSet.noneOf(Weakness.class);

    @Test
    void everyPromiseIsKept() {
        Long seed = Long.getLong("simulation.seed");
        if (seed != null) {
            run(seed);
            return;
        }
        long began = System.nanoTime();
        long answered = 0;
        for (long one = FIRST; one < FIRST + SCHEDULES; one++) {
            answered += run(one);
        }
        double minutes = (System.nanoTime() - began) / 60e9;
        System.out.printf(
                "simulation: %d schedules, %d answered operations, %.0f schedules a minute%n",
                SCHEDULES, answered, SCHEDULES / minutes);
    }

    @Test
    void oneSeedIsOneSchedule() {
        for (long seed = 0; seed < 5; seed++) {
            Simulation.Result first = Simulation.run(seed, true, SOUND, memory(SOUND));
            Simulation.Result second = Simulation.run(seed, true, SOUND, memory(SOUND));
            assertThat(second).isEqualTo(first);
            assertThat(first.trace()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Weakness.class)
    void aWeaknessIsFound(Weakness weakness) {
        Set<Weakness> weak = EnumSet.of(weakness);
        for (long seed = weakness.from; seed < weakness.from + WEAK_SCHEDULES; seed++) {
            Simulation.Result result = Simulation.run(seed, false, weak, memory(weak));
            if (result.violation() != null) {
                System.out.printf(
                        "simulation: %s found by seed %d: %s%n",
                        weakness, seed, result.violation());
                return;
            }
        }
        throw new AssertionFailedError(weakness + " was not found");
    }

    /** Operations answered. */
    private static long run(long seed) {
        Simulation.Result result = Simulation.run(seed, false, SOUND, memory(SOUND));
        String violation = result.violation();
        if (violation != null) {
            Simulation.Result again = Simulation.run(seed, true, SOUND, memory(SOUND));
            throw new AssertionFailedError(
                    "%s%nseed %d; run again: %s%n%s"
                            .formatted(
                                    violation,
                                    seed,
                                    "./mvnw -pl storage -am test -Dtest=SimulationTest"
                                            + " -Dsurefire.failIfNoSpecifiedTests=false"
                                            + " -Dsimulation.seed="
                                            + seed,
                                    String.join(System.lineSeparator(), again.trace())));
        }
        return result.answered();
    }

    private static Function<World, Replica.Source> memory(Set<Weakness> weaknesses) {
        return world -> MemoryReplica.source(world, !weaknesses.contains(Weakness.REPEATS_APPLIED));
    }
}
