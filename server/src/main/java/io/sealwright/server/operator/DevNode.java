package io.sealwright.server.operator;

import io.sealwright.server.config.DevInitialiser;
import io.sealwright.server.mount.EngineTypes;
import io.sealwright.server.mount.Mounts;
import io.sealwright.server.node.Initialisation;
import io.sealwright.server.node.Unsealing;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Makes a dev node: one share, unsealed at once, KV v2 at {@code secret/}. */
@Component
final class DevNode implements DevInitialiser {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Initialisation initialisation;
    private final Unsealing unsealing;
    private final Barrier barrier;
    private final Mounts mounts;
    private final EngineTypes types;
    private final InstantSource clock;

    DevNode(
            Initialisation initialisation,
            Unsealing unsealing,
            Barrier barrier,
            Mounts mounts,
            EngineTypes types,
            InstantSource clock) {
        this.initialisation = initialisation;
        this.unsealing = unsealing;
        this.barrier = barrier;
        this.mounts = mounts;
        this.types = types;
        this.clock = clock;
    }

    @Override
    public Ready initialise(String rootToken) {
        Initialisation.Founded founded = initialisation.initialise(1, 1, rootToken);
        byte[] share = founded.shares().getFirst();
        unsealing.submit(share);
        barrier.transact(
                Deadline.in(LIMIT),
                transaction -> {
                    EngineType kv = types.find(EngineClass.SECRET, "kv");
                    if (kv == null) {
                        throw new IllegalStateException("no engine type kv");
                    }
                    Mount mount =
                            mounts.draft(
                                    Keys.ROOT_NAMESPACE,
                                    "secret/",
                                    kv,
                                    "key/value secret storage",
                                    Map.of("version", "2"),
                                    MountConfig.NONE);
                    mounts.add(transaction, kv.mounting(mount), kv, clock.instant());
                    return mount;
                });
        return new Ready(founded.rootToken(), KeyShares.base64(share));
    }
}
