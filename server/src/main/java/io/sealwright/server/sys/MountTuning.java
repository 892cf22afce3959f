package io.sealwright.server.sys;

import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.LeaseLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies the members of a {@code tune} request or of a mount request's {@code config} to a mount's
 * tuning.
 */
final class MountTuning {
    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "default_lease_ttl",
                            FieldType.STRING,
                            "Default TTL of leases and tokens; empty or system for the server's."),
                    Field.of(
                            "max_lease_ttl",
                            FieldType.STRING,
                            "Maximum TTL; empty or system for the server's."),
                    Field.of("description", FieldType.STRING, "Text for people."),
                    Field.of("options", FieldType.STRING_MAP, "Options of the engine."),
                    Field.of("force_no_cache", FieldType.BOOL, "Kept for clients that send it."),
                    Field.of("listing_visibility", FieldType.STRING, "unauth, hidden or empty."),
                    Field.of(
                            "token_type",
                            FieldType.STRING,
                            "Auth methods: default-service or service."),
                    Field.of(
                            "audit_non_hmac_request_keys",
                            FieldType.STRING_LIST,
                            "Keys whose request values are audited in the clear."),
                    Field.of(
                            "audit_non_hmac_response_keys",
                            FieldType.STRING_LIST,
                            "Keys whose response values are audited in the clear."),
                    Field.of(
                            "passthrough_request_headers",
                            FieldType.STRING_LIST,
                            "Headers the engine may see."),
                    Field.of(
                            "allowed_response_headers",
                            FieldType.STRING_LIST,
                            "Headers the engine may set."),
                    Field.of(
                            "plugin_version",
                            FieldType.STRING,
                            "Empty: engines are part of the server."));

    private static final Set<String> VISIBILITIES = Set.of("", "hidden", "unauth");
    private static final Set<String> TOKEN_TYPES = Set.of("", "default-service", "service");

    private MountTuning() {}

    static MountConfig apply(
            MountConfig old, ObjectNode body, LeaseLimits limits, EngineClass engineClass) {
        MountConfig config =
                new MountConfig(
                        ttl(body, "default_lease_ttl", old.defaultLeaseTtl()),
                        ttl(body, "max_lease_ttl", old.maxLeaseTtl()),
                        body.path("force_no_cache").asBoolean(old.forceNoCache()),
                        oneOf(body, "listing_visibility", old.listingVisibility(), VISIBILITIES),
                        engineClass == EngineClass.AUTH
                                ? oneOf(body, "token_type", old.tokenType(), TOKEN_TYPES)
                                : old.tokenType(),
                        list(body, "audit_non_hmac_request_keys", old.auditNonHmacRequestKeys()),
                        list(body, "audit_non_hmac_response_keys", old.auditNonHmacResponseKeys()),
                        list(body, "passthrough_request_headers", old.passthroughRequestHeaders()),
                        list(body, "allowed_response_headers", old.allowedResponseHeaders()));
        requireOrdered(config, limits);
        return config;
    }

    private static void requireOrdered(MountConfig config, LeaseLimits limits) {
        long max = config.maxLeaseTtl() == 0 ? limits.maxTtl().toSeconds() : config.maxLeaseTtl();
        if (config.defaultLeaseTtl() > max) {
            throw RequestFailure.invalid(
                    "given default lease TTL of "
                            + config.defaultLeaseTtl()
                            + " is greater than the maximum of "
                            + max);
        }
    }

    private static long ttl(ObjectNode body, String name, long old) {
        JsonNode node = body.get(name);
        if (node == null || node.isNull()) {
            return old;
        }
        String text = node.asString("");
        if (text.isEmpty() || text.equals("system")) {
            return 0;
        }
        try {
            return Durations.parse(text).toSeconds();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "unable to parse " + name + ": a duration such as 3600 or 1h is expected");
        }
    }

    private static String oneOf(ObjectNode body, String name, String old, Set<String> allowed) {
        JsonNode node = body.get(name);
        if (node == null || node.isNull()) {
            return old;
        }
        String text = node.asString("");
        if (!allowed.contains(text)) {
            throw RequestFailure.invalid("invalid " + name);
        }
        return text;
    }

    private static List<String> list(ObjectNode body, String name, List<String> old) {
        JsonNode node = body.get(name);
        if (node == null || node.isNull()) {
            return old;
        }
        List<String> values = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> values.add(element.asString("")));
        } else {
            for (String part : node.asString("").split(",")) {
                values.add(part.strip());
            }
        }
        values.removeIf(String::isEmpty);
        return values;
    }
}
