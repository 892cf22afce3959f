package io.sealwright.server.sys;

import io.sealwright.server.spi.Durations;
import io.sealwright.server.spi.EngineClass;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.LockoutConfig;
import io.sealwright.server.spi.Mount;
import io.sealwright.server.spi.MountConfig;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.LeaseLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
                            "Default TTL of leases and tokens; system for the server's."),
                    Field.of(
                            "max_lease_ttl",
                            FieldType.STRING,
                            "Maximum TTL; system for the server's."),
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
                            "user_lockout_config",
                            FieldType.MAP,
                            "AppRole and userpass: lockout_threshold, lockout_duration,"
                                    + " lockout_counter_reset_duration, lockout_disable."),
                    Field.of(
                            "plugin_version",
                            FieldType.STRING,
                            "Empty: engines are part of the server."));

    private static final Set<String> VISIBILITIES = Set.of("", "hidden", "unauth");
    private static final Set<String> TOKEN_TYPES = Set.of("", "default-service", "service");

    private static final int MAX_THRESHOLD_DIGITS = 7;

    private MountTuning() {}

    /** Of a new mount. */
    static MountConfig first(ObjectNode body, LeaseLimits limits, Family family) {
        MountConfig config = apply(MountConfig.NONE, body, family.engineClass());
        if (config.maxLeaseTtl() > 0 && config.defaultLeaseTtl() > config.maxLeaseTtl()) {
            throw RequestFailure.invalid(
                    "given default lease TTL greater than given max lease TTL");
        }
        if (config.maxLeaseTtl() == 0 && config.defaultLeaseTtl() > limits.maxTtl().toSeconds()) {
            throw RequestFailure.invalid(
                    "given default lease TTL greater than system max lease TTL of "
                            + limits.maxTtl().toSeconds());
        }
        return config;
    }

    /** Of a mount that exists; what the body does not name stays. */
    static MountConfig changed(Mount mount, ObjectNode body, LeaseLimits limits) {
        if (body.hasNonNull("token_type")) {
            requireTokenType(mount);
        }
        MountConfig config = apply(mount.config(), body, mount.engineClass());
        long max = config.maxLeaseTtl() == 0 ? limits.maxTtl().toSeconds() : config.maxLeaseTtl();
        if (config.defaultLeaseTtl() > max) {
            throw RequestFailure.invalid(
                    "backend max lease TTL of "
                            + max
                            + " would be less than backend default lease TTL of "
                            + config.defaultLeaseTtl());
        }
        return config;
    }

    private static void requireTokenType(Mount mount) {
        if (mount.engineClass() != EngineClass.AUTH) {
            throw RequestFailure.invalid("'token_type' can only be modified on auth mounts");
        }
        if (mount.type().equals("token")) {
            throw RequestFailure.invalid(
                    "'token_type' cannot be set for 'token' or 'ns_token' auth mounts");
        }
    }

    private static MountConfig apply(MountConfig old, ObjectNode body, EngineClass engineClass) {
        return new MountConfig(
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
                list(body, "allowed_response_headers", old.allowedResponseHeaders()),
                lockout(body.get("user_lockout_config"), old.lockout()));
    }

    /** Empty leaves it as it is, as with the peer; {@code system} takes it back. */
    private static long ttl(ObjectNode body, String name, long old) {
        JsonNode node = body.get(name);
        String text = node == null ? "" : node.asString("");
        if (text.isEmpty()) {
            return old;
        }
        if (text.equals("system")) {
            return 0;
        }
        try {
            return Durations.parse(text).toSeconds();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(
                    "unable to parse " + name + ": a duration such as 3600 or 1h is expected");
        }
    }

    private static LockoutConfig lockout(@Nullable JsonNode given, LockoutConfig old) {
        if (!(given instanceof ObjectNode rules)) {
            return old;
        }
        return new LockoutConfig(
                threshold(rules, old.threshold()),
                ttl(rules, "lockout_duration", old.duration()),
                ttl(rules, "lockout_counter_reset_duration", old.counterReset()),
                rules.path("lockout_disable").asBoolean(old.disabled()));
    }

    private static long threshold(ObjectNode rules, long old) {
        String text = rules.path("lockout_threshold").asString("");
        if (text.isEmpty()) {
            return old;
        }
        if (text.length() > MAX_THRESHOLD_DIGITS
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw RequestFailure.invalid(
                    "unable to parse user lockout threshold: a number of failed logins is expected");
        }
        return Long.parseLong(text);
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
