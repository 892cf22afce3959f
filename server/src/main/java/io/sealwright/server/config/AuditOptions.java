package io.sealwright.server.config;

import io.sealwright.audit.AuditEndpoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the options of audit devices mean, wherever they are written: in our properties, in Vault's
 * configuration files and in requests. Errors are {@link IllegalArgumentException}s that name the
 * option and never repeat a value.
 */
public final class AuditOptions {
    /** Where the local syslog daemon listens. */
    public static final String SYSLOG_SOCKET = "/dev/log";

    public static final String SYSLOG_TAG = "sealwright";

    private AuditOptions() {}

    /**
     * @param type Go's words, as Vault has them: tcp, udp, unix, unixgram
     * @param address host:port, or the path of the socket
     */
    public static AuditEndpoint endpoint(String type, String address) {
        if (address.isEmpty()) {
            throw new IllegalArgumentException("address is required");
        }
        return switch (type) {
            case "tcp" -> {
                HostPort to = hostPort(address);
                yield new AuditEndpoint.Tcp(to.host(), to.port());
            }
            case "udp" -> {
                HostPort to = hostPort(address);
                yield new AuditEndpoint.Udp(to.host(), to.port());
            }
            case "unix" -> new AuditEndpoint.UnixStream(Path.of(address));
            case "unixgram" -> new AuditEndpoint.UnixDatagram(Path.of(address));
            default ->
                    throw new IllegalArgumentException(
                            "the socket's type must be tcp, udp, unix or unixgram");
        };
    }

    private static HostPort hostPort(String address) {
        try {
            return HostPort.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("address " + e.getMessage());
        }
    }

    /**
     * Whether it is one of the options that every kind of device has in Vault. We write one format
     * and always hash, so only what asks for that is taken.
     *
     * @throws IllegalArgumentException if it asks for something else
     */
    public static boolean common(String option, String value) {
        return switch (option) {
            case "format" -> only(option, value, "json", "lines are always JSON");
            case "hmac_accessor" -> only(option, value, "true", "accessors are always hashed");
            case "log_raw" -> only(option, value, "false", "sensitive values are always hashed");
            case "elide_list_responses" -> only(option, value, "false", "lists are always written");
            case "prefix" -> only(option, value, "", "a line is one JSON object and nothing else");
            default -> false;
        };
    }

    private static boolean only(String option, String value, String supported, String why) {
        if (!value.equalsIgnoreCase(supported)) {
            throw new IllegalArgumentException(
                    "option "
                            + option
                            + " can only be "
                            + (supported.isEmpty() ? "empty" : supported)
                            + ": "
                            + why);
        }
        return true;
    }

    /** OpenBao's form of HTTP headers: a JSON object of name to a list of values. */
    public static Map<String, List<String>> headers(String json) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        try {
            for (var header : JsonMapper.shared().readTree(json).properties()) {
                headers.put(
                        header.getKey(),
                        header.getValue().valueStream().map(AuditOptions::headerValue).toList());
            }
            return headers;
        } catch (JacksonException e) {
            // Without the cause: its message quotes the text.
            throw new IllegalArgumentException(
                    "headers must be a JSON object of names to lists of values");
        }
    }

    private static String headerValue(JsonNode value) {
        String text = value.asString();
        if (text.startsWith("env://") || text.startsWith("file://")) {
            throw new IllegalArgumentException(
                    "headers: env:// and file:// are not read; give the value itself");
        }
        return text;
    }
}
