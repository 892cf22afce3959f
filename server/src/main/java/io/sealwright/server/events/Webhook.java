package io.sealwright.server.events;

import io.sealwright.server.outbound.Trust;
import java.util.List;
import java.util.Map;

/**
 * A server that is told events, as {@code sys/events/webhooks} keeps it. Immutable.
 *
 * @param url {@code https}; {@code http} on this machine alone
 * @param secret what requests are signed with, at least 32 characters
 * @param types patterns of event types
 * @param namespaces patterns of namespaces besides the root
 * @param paths patterns of data paths; empty for all
 * @param headers sent along; their values are never shown
 * @param authorities PEM of those that its certificate must come from; empty for the machine's
 * @param retries after which events are given up; 0 for never
 */
record Webhook(
        String name,
        String url,
        String secret,
        List<String> types,
        List<String> namespaces,
        List<String> paths,
        Map<String, String> headers,
        String authorities,
        int retries) {
    Webhook {
        types = List.copyOf(types);
        namespaces = List.copyOf(namespaces);
        paths = List.copyOf(paths);
        headers = Map.copyOf(headers);
    }

    EventFilter filter() {
        return new EventFilter(types, namespaces, paths, "");
    }

    Trust trust() {
        return new Trust(authorities, List.of());
    }

    @Override
    public String toString() {
        return "Webhook[]";
    }
}
