package io.sealwright.server.engine.kv;

import io.sealwright.server.config.LimitSettings;
import io.sealwright.server.spi.Action;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Events;
import io.sealwright.server.spi.Handler;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.ResourceDecision;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.storage.barrier.Barrier;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code kv}: version 2 with {@code options.version=2}, else version 1. */
@Component
final class KvEngineType implements EngineType {
    private static final String VERSION = "version";

    private final List<Route> plain;
    private final List<Route> versioned;
    private final AwsActions aws;
    private final GcpActions gcp;

    KvEngineType(
            Barrier barrier,
            SecureRandom random,
            LimitSettings limits,
            LeaseLimits leases,
            Events listeners,
            AwsRegions regions) {
        KvEvents events = new KvEvents(listeners);
        Payload payloads = new Payload(limits.secretValue().toBytes());
        Secrets secrets = new Secrets(random, barrier::hash, events);
        plain = new PlainRoutes(secrets, payloads, leases, events).routes();
        List<Route> routes = new ArrayList<>(new ConfigRoutes(events).routes());
        routes.addAll(new DataRoutes(secrets, payloads, events).routes());
        routes.addAll(new VersionRoutes(secrets, events).routes());
        routes.addAll(new MetadataRoutes(secrets, events).routes());
        routes.addAll(new RotationRoutes(barrier, secrets).routes());
        routes.addAll(OtherPaths.routes());
        versioned = List.copyOf(routes);
        aws = new AwsActions(secrets, random, regions);
        gcp = new GcpActions(secrets, events, random);
    }

    @Override
    public String name() {
        return "kv";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.SECRET;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return version(mount) == 2 ? versioned : plain;
    }

    @Override
    public @Nullable Handler action(Mount mount, Action action) {
        if (version(mount) != 2) {
            return null;
        }
        return switch (action) {
            case Action.Signed signed -> aws.handler(signed.name());
            case Action.InProject inProject -> gcp.handler(inProject.name());
            case Action.Unsigned _ -> null;
        };
    }

    @Override
    public ResourceDecision resourceDecision(Call call) {
        if (version(call.mount()) != 2) {
            return ResourceDecision.SILENT;
        }
        return switch (call.request().action()) {
            case null -> ResourceDecision.SILENT;
            case Action.Signed signed -> AwsPolicies.decide(call, signed);
            case Action.InProject _ -> GcpBindings.decision(call);
            case Action.Unsigned _ -> ResourceDecision.SILENT;
        };
    }

    @Override
    public String help() {
        return "The kv engine keeps secrets that callers write. Version 2 keeps several versions of each, with metadata and"
                + " check-and-set; version 1 keeps one value.";
    }

    @Override
    public Mount mounting(Mount mount) {
        version(mount);
        return mount;
    }

    /**
     * From 1 to 2 nothing is rewritten: a v1 record is read as a secret with one version, until its
     * first change.
     */
    @Override
    public Mount tuning(Mount before, Mount after) {
        if (version(before) == 2 && version(after) != 2) {
            throw RequestFailure.invalid("cannot downgrade mount from version 2");
        }
        return after;
    }

    private static int version(Mount mount) {
        String version = mount.options().getOrDefault(VERSION, "1");
        return switch (version) {
            case "1" -> 1;
            case "2" -> 2;
            default -> throw RequestFailure.invalid("invalid version provided: " + version);
        };
    }
}
