package io.sealwright.server.events;

import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks in requests and answers. What a write leaves out stays as it was. */
final class WebhookJson {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,128}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{0,4096}");
    private static final Set<String> OWN_HEADERS =
            Set.of(
                    "connection",
                    "content-length",
                    "content-type",
                    "expect",
                    "host",
                    "transfer-encoding",
                    "upgrade",
                    "sealwright-timestamp",
                    "sealwright-signature");
    private static final int MAX_HEADERS = 16;
    private static final int MIN_SECRET = 32;
    private static final int MAX_SECRET = 1_024;
    private static final int MAX_RETRIES = 1_000;

    private WebhookJson() {}

    /**
     * @throws RequestFailure with what is wrong
     */
    static Webhook read(Call call, @Nullable Webhook old) {
        String name = call.path("name");
        if (!NAME.matcher(name).matches()) {
            throw RequestFailure.invalid("a webhook's name has 1 to 64 letters, digits, _ . and -");
        }
        Webhook made =
                new Webhook(
                        name,
                        call.string("url", old == null ? "" : old.url()),
                        call.string("secret", old == null ? "" : old.secret()),
                        patterns(call, "event_types", old == null ? List.of("*") : old.types()),
                        patterns(call, "namespaces", old == null ? List.of() : old.namespaces())
                                .stream()
                                .map(SubscribeRoutes::bare)
                                .toList(),
                        patterns(call, "paths", old == null ? List.of() : old.paths()),
                        headers(call, old == null ? Map.of() : old.headers()),
                        call.string("ca_pem", old == null ? "" : old.authorities()),
                        (int) call.integer("retries", old == null ? 0 : old.retries()));
        check(made);
        return made;
    }

    private static List<String> patterns(Call call, String name, List<String> old) {
        List<String> patterns = call.has(name) ? call.strings(name) : old;
        SubscribeRoutes.check(patterns);
        return patterns;
    }

    private static Map<String, String> headers(Call call, Map<String, String> old) {
        Map<String, String> headers = call.has("headers") ? call.stringMap("headers") : old;
        boolean good =
                headers.size() <= MAX_HEADERS
                        && headers.entrySet().stream()
                                .allMatch(header ->
                                        HEADER.matcher(header.getKey()).matches()
                                                && HEADER_VALUE.matcher(header.getValue()).matches()
                                                && !OWN_HEADERS.contains(
                                                        header.getKey().toLowerCase(Locale.ROOT)));
        if (!good) {
            throw RequestFailure.invalid(
                    "headers are at most "
                            + MAX_HEADERS
                            + ", of printable ASCII, and none that HTTP or the signature needs");
        }
        return headers;
    }

    private static void check(Webhook webhook) {
        int secret = webhook.secret().length();
        if (secret < MIN_SECRET || secret > MAX_SECRET) {
            throw RequestFailure.invalid(
                    "secret must have " + MIN_SECRET + " to " + MAX_SECRET + " characters");
        }
        if (webhook.types().isEmpty()) {
            throw RequestFailure.invalid("event_types must name at least one pattern, such as *");
        }
        if (webhook.retries() < 0 || webhook.retries() > MAX_RETRIES) {
            throw RequestFailure.invalid(
                    "retries must be 0 (events are never given up) to " + MAX_RETRIES);
        }
        try {
            var _ = OutboundUrl.parse(webhook.url());
            webhook.trust().check();
        } catch (OutboundException e) {
            throw RequestFailure.invalid(e.reason());
        }
    }

    /** Without the secret and the values of headers. */
    static ObjectNode of(Webhook webhook) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", webhook.name());
        json.put("url", webhook.url());
        webhook.types().forEach(json.putArray("event_types")::add);
        webhook.namespaces().forEach(json.putArray("namespaces")::add);
        webhook.paths().forEach(json.putArray("paths")::add);
        new TreeSet<>(webhook.headers().keySet()).forEach(json.putArray("header_names")::add);
        json.put("ca_pem", webhook.authorities());
        json.put("retries", webhook.retries());
        return json;
    }

    /**
     * @param waiting events that are to be told next
     */
    static void status(ObjectNode json, WebhookState state, List<LoggedEvent> waiting) {
        json.put("delivered", state.delivered());
        json.put("dropped", state.dropped());
        json.put("gaps", state.gaps());
        json.put("failures", state.failures());
        json.put("last_success", time(state.lastSuccess()));
        json.put("last_error", state.lastError());
        json.put("last_error_time", time(state.lastErrorTime()));
        json.put("next_attempt", time(state.next()));
        json.put("lag", waiting.size());
        json.put("lag_since", waiting.isEmpty() ? "" : waiting.getFirst().event().time());
    }

    private static String time(long millis) {
        return millis == 0 ? "" : Instant.ofEpochMilli(millis).toString();
    }
}
