package io.sealwright.storage.simulation;

import java.util.Random;

/** How rough one schedule is; probabilities are of each message, step or sync. */
record Profile(
        int members,
        int clients,
        double loss,
        double duplicated,
        long mostDelay,
        double slowMessage,
        double crashAtStep,
        double syncFails,
        long faultEvery,
        long snapshotEvery) {

    static Profile of(Random random) {
        return new Profile(
                random.nextInt(4) == 0 ? 5 : 3,
                2 + random.nextInt(4),
                pick(random, 0, 0.01, 0.08),
                pick(random, 0, 0.02, 0.1),
                500 + random.nextInt(2_500),
                pick(random, 0, 0.01, 0.05),
                pick(random, 0, 0.0003, 0.002),
                pick(random, 0, 0.0005, 0.005),
                20_000 + random.nextInt(130_000),
                10 + random.nextInt(40));
    }

    private static double pick(Random random, double... of) {
        return of[random.nextInt(of.length)];
    }
}
