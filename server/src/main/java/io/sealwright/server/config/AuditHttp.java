package io.sealwright.server.config;

import io.sealwright.audit.AuditHttpSettings;
import io.sealwright.audit.NetworkTimeouts;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * A device that POSTs batches of lines.
 *
 * @param headers each {@code Name: value}; never shown again
 * @param ca absolute path of a PEM file of the authorities to trust; empty = Java's
 * @param writeTimeout for the answer, beyond the time to connect
 * @param batchLines most lines of one request
 * @param batchBytes most bytes of one request
 * @param batchWait how long lines are collected; 0 = what is there goes at once
 */
public record AuditHttp(
        @DefaultValue("") String uri,
        @DefaultValue List<String> headers,
        @DefaultValue("") String ca,
        @DefaultValue("5s") Duration connectTimeout,
        @DefaultValue("2s") Duration writeTimeout,
        @DefaultValue("500") int batchLines,
        @DefaultValue("1MB") DataSize batchBytes,
        @DefaultValue("0s") Duration batchWait) {
    public AuditHttp {
        headers = List.copyOf(headers);
        if (!ca.isEmpty() && !Path.of(ca).isAbsolute()) {
            throw new ConfigurationException("sealwright.audit.http: ca must be an absolute path");
        }
        Checks.range("sealwright.audit.http.batch-bytes", batchBytes.toBytes(), 1 << 10, 16 << 20);
        List<String> lines = headers;
        AuditSettings.checked(
                "http",
                () ->
                        new AuditHttpSettings(
                                "http/",
                                parse(uri),
                                split(lines),
                                null,
                                new NetworkTimeouts(connectTimeout, writeTimeout),
                                batchLines,
                                (int) batchBytes.toBytes(),
                                batchWait));
    }

    public AuditHttpSettings device(String name) {
        return new AuditHttpSettings(
                name,
                parse(uri),
                split(headers),
                ca.isEmpty() ? null : Path.of(ca),
                new NetworkTimeouts(connectTimeout, writeTimeout),
                batchLines,
                (int) batchBytes.toBytes(),
                batchWait);
    }

    /**
     * @throws IllegalArgumentException if it is none
     */
    public static URI parse(String uri) {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("uri is not a URL");
        }
    }

    private static Map<String, List<String>> split(List<String> headers) {
        Map<String, List<String>> split = new LinkedHashMap<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("headers are written as Name: value");
            }
            split.computeIfAbsent(header.substring(0, colon).trim(), name -> new ArrayList<>())
                    .add(header.substring(colon + 1).trim());
        }
        return split;
    }

    /** As {@code sys/audit} shows it: neither the query nor the values of headers. */
    public Map<String, String> shown() {
        return headers.isEmpty()
                ? Map.of("uri", withoutQuery(uri))
                : Map.of("uri", withoutQuery(uri), "headers", "(hidden)");
    }

    /** A query may hold a token. */
    public static String withoutQuery(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query) + "?(hidden)";
    }

    @Override
    public String toString() {
        return "AuditHttp[" + headers.size() + " headers]";
    }
}
