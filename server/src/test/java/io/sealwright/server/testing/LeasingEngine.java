package io.sealwright.server.testing;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.LeaseTerms;
import io.sealwright.server.spi.Leases;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountReader;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.RevocationException;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SecretLease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes things outside of the store, in memory, and leases them. */
public final class LeasingEngine implements EngineType {
    private final Leases leases;
    private final Set<String> things = ConcurrentHashMap.newKeySet();
    private final AtomicInteger made = new AtomicInteger();
    private volatile boolean failing;

    public LeasingEngine(Leases leases) {
        this.leases = leases;
    }

    /** What was made and not ended. */
    public Set<String> things() {
        return Set.copyOf(things);
    }

    /** What was given up by force stays otherwise. */
    public void forget() {
        things.clear();
    }

    /** Nothing can be ended while it is so. */
    public void failing(boolean now) {
        failing = now;
    }

    @Override
    public String name() {
        return "leasing";
    }

    @Override
    public EngineClass engineClass() {
        return EngineClass.SECRET;
    }

    @Override
    public String help() {
        return "For tests.";
    }

    @Override
    public boolean issuesLeases() {
        return true;
    }

    @Override
    public List<Route> routes(Mount mount) {
        return List.of(
                Route.at("make/{name}", "Makes a thing.")
                        .field("ttl", FieldType.DURATION, "How long it lives.")
                        .field("max_ttl", FieldType.DURATION, "At most.")
                        .field("break", FieldType.STRING, "Where to fail: before, after.")
                        .on(Operation.UPDATE, this::make)
                        .build());
    }

    private Response make(Call call) {
        String thing =
                call.request()
                        .once()
                        .get("thing", String.class, () -> "thing-" + made.incrementAndGet());
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("thing", thing);
        Leases.Begun begun =
                call.request()
                        .once()
                        .get("begun", Leases.Begun.class, () -> leases.begin(call, data));
        boolean _ = call.request().once().get("make", Boolean.class, () -> things.add(thing));
        if (call.string("break", "").equals("abandon")) {
            leases.abandon(call, begun);
            throw RequestFailure.invalid("abandoned");
        }
        return Response.of(data.deepCopy())
                .withLease(
                        leases.issue(
                                call,
                                begun,
                                terms(
                                        call.duration("ttl", Duration.ZERO),
                                        call.duration("max_ttl", Duration.ZERO))));
    }

    private static LeaseTerms terms(Duration ttl, Duration max) {
        return new LeaseTerms(ttl, max, true);
    }

    @Override
    public LeaseTerms leaseTerms(EngineContext context, SecretLease lease) {
        return terms(Duration.ofHours(1), Duration.ofHours(2));
    }

    @Override
    public void extend(EngineContext context, SecretLease lease, Instant until) {
        if (!things.contains(thing(lease))) {
            throw RequestFailure.invalid("the thing is gone");
        }
    }

    @Override
    public void revoke(MountReader reader, SecretLease lease) throws RevocationException {
        if (failing) {
            throw new RevocationException("things cannot be reached");
        }
        things.remove(thing(lease));
    }

    private static String thing(SecretLease lease) {
        return lease.data().get("thing").stringValue();
    }
}
