package io.sealwright.server.usage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.sealwright.server.config.MetricsSettings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What this node has answered and refused since it was started, by mount, identity, secret and
 * reason. For one thread, but for being read.
 */
@Component
final class UsageMeters {
    private static final String NAMESPACE = "namespace";
    private static final String MOUNT = "mount";
    private static final String IDENTITY = "identity";
    private static final String REASON = "reason";
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final List<Tags> OPERATIONS =
            List.of(Tags.of("operation", "read"), Tags.of("operation", "write"));

    private final SecretLabels labels;
    private final TopCounters mounts;
    private final TopCounters identities;
    private final TopCounters secrets;
    private final TopCounters refusals;
    private final Map<RefusalReason, Counter> reasons = new EnumMap<>(RefusalReason.class);

    UsageMeters(
            MeterRegistry registry,
            MetricsSettings settings,
            SecretLabels labels,
            Accesses accesses) {
        this.labels = labels;
        mounts =
                new TopCounters(
                        registry,
                        "sealwright.mount.requests",
                        "Requests answered at mounts of secret engines",
                        settings.top(),
                        List.of(NAMESPACE, MOUNT),
                        OPERATIONS);
        identities =
                new TopCounters(
                        registry,
                        "sealwright.identity.requests",
                        "Requests answered at mounts of secret engines, by who made them",
                        settings.top(),
                        List.of(NAMESPACE, IDENTITY),
                        OPERATIONS);
        secrets =
                new TopCounters(
                        registry,
                        "sealwright.secret.requests",
                        "Reads and writes of KV secrets",
                        settings.top(),
                        List.of(NAMESPACE, MOUNT, "secret"),
                        OPERATIONS);
        refusals =
                new TopCounters(
                        registry,
                        "sealwright.refused.requests",
                        "Requests refused, by who made them and what they asked for",
                        settings.top(),
                        List.of(NAMESPACE, MOUNT, "path", IDENTITY, REASON),
                        List.of(Tags.empty()));
        for (RefusalReason reason : RefusalReason.values()) {
            reasons.put(
                    reason,
                    Counter.builder("sealwright.refusals")
                            .description("Requests refused")
                            .tag(REASON, reason.label())
                            .register(registry));
        }
        grants(registry, accesses);
        lost(registry, accesses);
    }

    private static void grants(MeterRegistry registry, Accesses accesses) {
        FunctionCounter.builder("sealwright.tokens.granted", accesses, Accesses::tokens)
                .description("Answers with a token that is new or renewed")
                .register(registry);
        FunctionCounter.builder("sealwright.leases.granted", accesses, Accesses::leases)
                .description("Answers with a lease of something outside of the store")
                .register(registry);
    }

    private static void lost(MeterRegistry registry, Accesses accesses) {
        lost(registry, "accesses", accesses.accesses());
        lost(registry, "reads", accesses.reads());
        lost(registry, "refusals", accesses.refusals());
    }

    private static void lost(MeterRegistry registry, String of, Tally<?> tally) {
        FunctionCounter.builder("sealwright.usage.lost", tally, Tally::lost)
                .description("Answers that were not counted, as too many different ones came")
                .tag("of", of)
                .register(registry);
    }

    void accessed(Map<Access, Counted> batch) {
        batch.forEach((access, counted) -> {
            MountPlace at = access.mount();
            int kind = access.write() ? WRITE : READ;
            Tags mount = Tags.of(NAMESPACE, at.namespacePath(), MOUNT, at.mountPath());
            mounts.add(mount, kind, counted.times());
            identities.add(
                    Tags.of(NAMESPACE, at.namespacePath(), IDENTITY, access.identity()),
                    kind,
                    counted.times());
            if (!access.secret().isEmpty()) {
                String name = labels.of(at.namespacePath(), at.mountPath(), access.secret());
                secrets.add(mount.and("secret", name), kind, counted.times());
            }
        });
    }

    void refused(Map<Refusal, Counted> batch) {
        batch.forEach((refusal, counted) -> {
            Counter reason = reasons.get(refusal.reason());
            if (reason != null) {
                reason.increment(counted.times());
            }
            refusals.add(
                    Tags.of(
                            NAMESPACE,
                            refusal.namespacePath(),
                            MOUNT,
                            refusal.mountPath(),
                            "path",
                            path(refusal),
                            IDENTITY,
                            refusal.identity(),
                            REASON,
                            refusal.reason().label()),
                    0,
                    counted.times());
        });
    }

    private String path(Refusal refusal) {
        return refusal.path().equals(Refusal.NONE)
                ? Refusal.NONE
                : labels.of(refusal.namespacePath(), refusal.mountPath(), refusal.path());
    }
}
