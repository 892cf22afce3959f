package io.sealwright.server.mount;

import io.sealwright.server.spi.EngineType;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.util.List;

/** Mounts without the rest of the program. */
public final class MountParts {
    private MountParts() {}

    public static Mounts of(Barrier barrier, List<EngineType> types, SecureRandom random) {
        return new Mounts(barrier, new EngineTypes(types), random);
    }
}
