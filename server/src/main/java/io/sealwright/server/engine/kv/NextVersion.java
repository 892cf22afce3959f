package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What comes after a version that a watcher has seen, so that one who asks again and again sees
 * every version in order, or is told which ones it cannot see any more. What a rotation still tries
 * out is not there; of one that was undone the version is gone.
 */
sealed interface NextVersion {
    String AFTER = "after_version";
    String WAIT = "wait";

    /** Longer waits are cut by load balancers; one asks again. */
    Duration LONGEST = Duration.ofSeconds(60);

    record Asked(long after, Duration most) {}

    record Found(Secret secret, SecretVersion version) implements NextVersion {}

    /** Nothing newer yet. */
    record None() implements NextVersion {}

    /**
     * @param oldest the first kept version after the one asked for; null if none is
     * @param resume what to ask with next
     */
    record Gone(@Nullable Long oldest, long resume) implements NextVersion {
        RequestFailure failure(long after) {
            ObjectNode data = JsonNodeFactory.instance.objectNode();
            data.put("oldest_version", oldest);
            data.put(AFTER, resume);
            String kept = oldest == null ? "none is kept" : "the oldest kept is " + oldest;
            return new RequestFailure(
                    new Failure.Gone(
                            "the version after "
                                    + after
                                    + " is gone; "
                                    + kept
                                    + ": go on with after_version="
                                    + resume,
                            data));
        }
    }

    /**
     * @throws RequestFailure for a request that makes no sense
     */
    static Asked asked(Call call) {
        long after = call.integer(AFTER, 0);
        Duration most = call.duration(WAIT, Duration.ZERO);
        if (after < 0 || most.isNegative()) {
            throw RequestFailure.invalid("after_version and wait must not be negative");
        }
        if (most.compareTo(LONGEST) > 0) {
            throw RequestFailure.invalid(
                    "wait is at most " + LONGEST.toSeconds() + "s: ask again afterwards");
        }
        if (call.integer("version", 0) != 0) {
            throw RequestFailure.invalid("version and after_version exclude each other");
        }
        return new Asked(after, most);
    }

    /** {@code secret} is null where there is none. */
    static NextVersion of(@Nullable Secret secret, long after, Instant now) {
        long newest = secret == null ? 0 : secret.nextNumber() - 1;
        if (after > newest) {
            // A secret that was deleted and made anew counts from 1 again.
            return new Gone(secret == null ? null : oldest(secret, 0, now), 0);
        }
        if (secret == null || after == newest) {
            return new None();
        }
        return after(secret, after, now);
    }

    private static NextVersion after(Secret secret, long after, Instant now) {
        Long oldest = oldest(secret, after, now);
        if (lost(secret, after, oldest == null ? secret.nextNumber() : oldest)) {
            return new Gone(oldest, oldest == null ? lastLost(secret) : oldest - 1);
        }
        SecretVersion next = oldest == null ? null : secret.version(oldest);
        return next == null ? new None() : new Found(secret, next);
    }

    /** The first version above {@code after} that readers get. */
    private static @Nullable Long oldest(Secret secret, long after, Instant now) {
        List<SecretVersion> versions = secret.versions();
        for (SecretVersion version : versions) {
            if (version.number() > after
                    && version.readable(now)
                    && !secret.isPending(version.number())) {
                return version.number();
            }
        }
        return null;
    }

    /**
     * Whether there was a version between the two, none of which readers get: but the pending one.
     */
    private static boolean lost(Secret secret, long after, long before) {
        long first = after + 1;
        return first < before && !secret.isPending(first)
                || first + 1 < before && secret.isPending(first);
    }

    private static long lastLost(Secret secret) {
        long newest = secret.nextNumber() - 1;
        return secret.isPending(newest) ? newest - 1 : newest;
    }
}
