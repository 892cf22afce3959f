package io.sealwright.server.mount;

import io.sealwright.server.namespace.NamespaceStart;
import io.sealwright.server.node.Founding;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.storage.Keys;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The mounts that every namespace has from its first moment and never loses. */
@Component
final class FirstMounts implements Founding, NamespaceStart {
    private record First(
            String path,
            EngineClass engineClass,
            String type,
            String description,
            @Nullable SpaceId space) {}

    private static final List<First> FIRST =
            List.of(
                    new First(
                            "sys/",
                            EngineClass.SECRET,
                            "system",
                            "system endpoints used for control, policy and debugging",
                            null),
                    new First(
                            "identity/",
                            EngineClass.SECRET,
                            "identity",
                            "identity store",
                            Keys.IDENTITY),
                    new First(
                            "cubbyhole/",
                            EngineClass.SECRET,
                            "cubbyhole",
                            "per-token private secret storage",
                            Keys.CUBBYHOLE),
                    new First(
                            "auth/token/",
                            EngineClass.AUTH,
                            "token",
                            "token based credentials",
                            null));

    private final Mounts mounts;
    private final EngineTypes types;

    FirstMounts(Mounts mounts, EngineTypes types) {
        this.mounts = mounts;
        this.types = types;
    }

    @Override
    public void found(Transaction transaction, Instant now) {
        start(transaction, Keys.ROOT_NAMESPACE, now);
    }

    @Override
    public void start(Transaction transaction, int namespace, Instant now) {
        for (First first : FIRST) {
            EngineType type = types.find(first.engineClass(), first.type());
            if (type == null) {
                throw new IllegalStateException("no engine type " + first.type());
            }
            Mount draft =
                    mounts.draft(
                            namespace,
                            first.path(),
                            type,
                            first.description(),
                            Map.of(),
                            MountConfig.NONE);
            Mount mount = first.space() == null ? draft : draft.withSpace(first.space());
            mounts.add(transaction, mount, type, now);
        }
    }
}
