package io.sealwright.server.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where metrics are sent by OTLP (HTTP with protobuf), besides being asked for.
 *
 * @param url of the receiver, as in {@code https://collector:4318/v1/metrics}; empty = none
 * @param interval between two exports
 * @param headers each {@code Name: value}; never shown again
 * @param serviceName {@code service.name} of the resource
 */
public record OtlpSettings(
        @DefaultValue("") String url,
        @DefaultValue("60s") Duration interval,
        @DefaultValue List<String> headers,
        @DefaultValue("sealwright") String serviceName) {
    private static final String PREFIX = "sealwright.metrics.otlp.";

    public OtlpSettings {
        headers = List.copyOf(headers);
        url = url.isEmpty() ? "" : Checks.url(PREFIX + "url", url);
        Checks.range(PREFIX + "interval", interval, Duration.ofSeconds(1), Duration.ofHours(1));
        if (url.isEmpty() && !headers.isEmpty()) {
            throw new ConfigurationException(
                    PREFIX + "headers are for a receiver that " + PREFIX + "url does not name");
        }
        if (serviceName.isBlank()) {
            throw new ConfigurationException(PREFIX + "service-name is empty");
        }
        headers.forEach(OtlpSettings::colon);
    }

    private static int colon(String header) {
        int colon = header.indexOf(':');
        if (colon < 1) {
            throw new ConfigurationException(PREFIX + "headers are written as Name: value");
        }
        return colon;
    }

    public boolean enabled() {
        return !url.isEmpty();
    }

    /** By name. */
    public Map<String, String> headerMap() {
        Map<String, String> split = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = colon(header);
            split.put(header.substring(0, colon).trim(), header.substring(colon + 1).trim());
        }
        return split;
    }

    @Override
    public String toString() {
        return "OtlpSettings[" + headers.size() + " headers]";
    }
}
