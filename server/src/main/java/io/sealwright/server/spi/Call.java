package io.sealwright.server.spi;

import io.sealwright.policy.Operation;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One routed request as a handler sees it, for one run of its transaction. */
public final class Call {
    private final Request request;
    private final EngineContext context;
    private final Route route;
    private final Map<String, String> pathParameters;
    private final @Nullable Caller caller;
    private final Parameters parameters;

    public Call(
            Request request,
            EngineContext context,
            Route route,
            Map<String, String> pathParameters,
            @Nullable Caller caller) {
        this.request = request;
        this.context = context;
        this.route = route;
        this.pathParameters = pathParameters;
        this.caller = caller;
        this.parameters = new Parameters(request.body().object(), route.fields());
    }

    public Request request() {
        return request;
    }

    public Operation operation() {
        return request.operation();
    }

    public EngineContext context() {
        return context;
    }

    public Mount mount() {
        return context.mount();
    }

    public Route route() {
        return route;
    }

    public Transaction transaction() {
        return context.transaction();
    }

    /** The mount's own records. */
    public Records records() {
        return context.records();
    }

    public Instant now() {
        return context.now();
    }

    /** The caller; only a route declared unauthenticated may find none. */
    public Caller caller() {
        if (caller == null) {
            throw RequestFailure.denied();
        }
        return caller;
    }

    public @Nullable Caller callerIfAny() {
        return caller;
    }

    /**
     * A parameter of the route's pattern; the empty string where {@code {name...}} matched nothing.
     */
    public String path(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "route " + route.pattern() + " has no parameter " + name);
        }
        return value;
    }

    public ObjectNode body() {
        return request.body().object();
    }

    public boolean has(String name) {
        return parameters.has(name);
    }

    public String string(String name, String otherwise) {
        return parameters.string(name, otherwise);
    }

    /**
     * @throws RequestFailure if it is missing or empty
     */
    public String string(String name) {
        return parameters.string(name);
    }

    public long integer(String name, long otherwise) {
        return parameters.integer(name, otherwise);
    }

    public boolean bool(String name, boolean otherwise) {
        return parameters.bool(name, otherwise);
    }

    public Duration duration(String name, Duration otherwise) {
        return parameters.duration(name, otherwise);
    }

    public List<String> strings(String name) {
        return parameters.strings(name);
    }

    public List<Long> integers(String name) {
        return parameters.integers(name);
    }

    public Map<String, String> stringMap(String name) {
        return parameters.stringMap(name);
    }

    public @Nullable ObjectNode object(String name) {
        return parameters.object(name);
    }

    public @Nullable JsonNode any(String name) {
        return parameters.any(name);
    }
}
