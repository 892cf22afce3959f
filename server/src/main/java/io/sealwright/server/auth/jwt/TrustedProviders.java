package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.SignatureAlgorithm;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.jose.VerificationKey;
import io.sealwright.server.outbound.Kept;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Refreshed;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.SpaceId;
import io.sealwright.storage.barrier.Decoded;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * The providers of this node's mounts, each with the keys that it was last seen with ({@link
 * Refreshed}). What is kept belongs to one revision of one configuration, so that a changed
 * configuration never uses the keys of the one before. Thread-safe.
 */
@Component
final class TrustedProviders {
    /** Mounts beyond it fetch again. */
    private static final int MAX = 1_024;

    private record Known(long revision, KeyOrigin origin, Kept<Provider> provider) {}

    private final ProviderFetching fetching;
    private final LongSupplier nanos;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<SpaceId, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    @Autowired
    TrustedProviders(ProviderFetching fetching) {
        this(fetching, System::nanoTime);
    }

    TrustedProviders(ProviderFetching fetching, LongSupplier nanos) {
        this.fetching = fetching;
        this.nanos = nanos;
    }

    /**
     * What the provider says of itself.
     *
     * @throws OutboundException if it cannot be known
     */
    Provider find(Mount mount, Decoded<Config> config, Duration left) {
        return provider(mount, config).get(least(left));
    }

    /**
     * The claims of a token that one of the provider's keys has signed. A token that none of them
     * has signed is looked at again with newer keys, if there are any.
     *
     * @throws TokenRefused if none of them has, or not with an algorithm that is allowed
     * @throws OutboundException if the keys cannot be had
     */
    Claims verified(
            Mount mount,
            Decoded<Config> config,
            CompactToken token,
            Set<SignatureAlgorithm> allowed,
            Duration left) {
        Kept<Provider> provider = provider(mount, config);
        Provider first = provider.get(least(left));
        if (VerificationKey.anyVerifies(first.keys(), token, allowed)) {
            return token.unverified();
        }
        Provider second = provider.otherThan(first, least(left));
        if (second != first && VerificationKey.anyVerifies(second.keys(), token, allowed)) {
            return token.unverified();
        }
        throw new TokenRefused("no known key successfully validated the token signature");
    }

    private static Duration least(Duration left) {
        return left.compareTo(Outbound.TOTAL) < 0 ? left : Outbound.TOTAL;
    }

    private synchronized Kept<Provider> provider(Mount mount, Decoded<Config> config) {
        KeyOrigin origin = config.value().origin();
        Known last = known.get(mount.space());
        if (last != null && last.revision() == config.revision() && last.origin().equals(origin)) {
            return last.provider();
        }
        if (last == null && known.size() >= MAX) {
            known.remove(known.keySet().iterator().next());
        }
        Kept<Provider> made =
                origin instanceof KeyOrigin.Pinned
                        ? new Kept.Fixed<>(fetching.fetch(origin))
                        : new Refreshed<>(() -> fetching.fetch(origin), threads, nanos);
        known.put(mount.space(), new Known(config.revision(), origin, made));
        return made;
    }
}
