package io.sealwright.server.events;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Feed;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * {@code sys/events/subscribe}: the connection becomes a WebSocket that tells events. The opening
 * request is decided and audited like any other. Thread-safe.
 */
@Component
final class SubscribeRoutes implements SysRoutes {
    /** Longest pattern of types or namespaces, in characters. */
    static final int MAX_PATTERN = 256;

    private static final int MAX_PATTERNS = 64;
    private static final String TYPE = "type";
    private static final String JSON = "json";
    private static final String NAMESPACES = "namespaces";
    private static final String FILTER = "filter";
    private static final Duration LATER = Duration.ofSeconds(10);

    private final Subscribers subscribers;

    SubscribeRoutes(Subscribers subscribers) {
        this.subscribers = subscribers;
    }

    @Override
    public boolean inEveryNamespace() {
        return true;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at(
                                "events/subscribe/{type...}",
                                "Tells events of a type, such as kv-v2/data-write or kv*, over a WebSocket.")
                        .field(JSON, FieldType.BOOL, "Events are always told as JSON.")
                        .field(
                                NAMESPACES,
                                FieldType.STRING_LIST,
                                "Patterns of namespaces within this one, whose events are told too.")
                        .field(FILTER, FieldType.STRING, "Expressions are not supported.")
                        .on(Operation.READ, this::subscribe)
                        .build());
    }

    private Response subscribe(Call call) {
        String refusal = Feed.refusal(call.request().headers());
        if (!refusal.isEmpty()) {
            throw RequestFailure.invalid(refusal);
        }
        if (!call.bool(JSON, true)) {
            throw RequestFailure.invalid("events are told as JSON alone: leave json out, or true");
        }
        if (call.has(FILTER)) {
            throw RequestFailure.invalid(
                    "filter is not supported: choose by the type in the path and by namespaces");
        }
        if (subscribers.full()) {
            throw new RequestFailure(new Failure.Unavailable(Subscriber.FULL.reason(), LATER));
        }
        return Response.feed(subscriber(call));
    }

    private Subscriber subscriber(Call call) {
        String type = call.path(TYPE);
        List<String> within = call.strings(NAMESPACES).stream().map(SubscribeRoutes::bare).toList();
        check(List.of(type));
        check(within);
        return new Subscriber(
                subscribers,
                SubscriberRights.remembered(call.request()),
                call.caller().token().hash(),
                new EventFilter(List.of(type), within, List.of(), call.request().namespace()),
                EventLog.last(call.transaction()));
    }

    /** Namespaces are named with or without a slash at their end. */
    static String bare(String namespace) {
        return namespace.endsWith("/") ? namespace.substring(0, namespace.length() - 1) : namespace;
    }

    /**
     * @throws RequestFailure for a pattern that is empty or too long, or too many of them
     */
    static void check(List<String> patterns) {
        if (patterns.size() > MAX_PATTERNS
                || patterns.stream()
                        .anyMatch(pattern -> pattern.isEmpty() || pattern.length() > MAX_PATTERN)) {
            throw RequestFailure.invalid(
                    "there are at most "
                            + MAX_PATTERNS
                            + " patterns, of 1 to "
                            + MAX_PATTERN
                            + " characters");
        }
    }
}
