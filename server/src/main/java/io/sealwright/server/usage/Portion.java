package io.sealwright.server.usage;

import java.util.List;
import java.util.Map;

/**
 * Reads that are merged into the store in one transaction.
 *
 * @param number one more than that of the portion before it, of this process
 */
record Portion(long number, Map<Target, List<Added>> added) {
    /**
     * Reads of a day.
     *
     * @param mount of the secret that was read
     * @param other by whom, where the target is a secret; which secret, where it is an identity
     */
    record Added(MountPlace mount, String other, int day, Counted counted) {}

    Portion {
        added = Map.copyOf(added);
    }

    @Override
    public String toString() {
        return "Portion[" + number + ", " + added.size() + " targets]";
    }
}
