package io.sealwright.server.engine.kv;

import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.usage.UsedSecrets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The secrets of KV mounts, whose reads are kept. A value of version 1 is there since it was last
 * written. Thread-safe.
 */
@Component
final class KvUsedSecrets implements UsedSecrets {
    @Override
    public String type() {
        return "kv";
    }

    @Override
    public List<String> paths(EngineContext context, String after, int limit) {
        return Listing.tree(context.records(), after, limit);
    }

    @Override
    public @Nullable Instant since(EngineContext context, String path) {
        Secret secret = Secrets.find(context.records(), path);
        return secret == null ? null : secret.createdAt();
    }
}
