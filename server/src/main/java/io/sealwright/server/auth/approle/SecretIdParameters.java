package io.sealwright.server.auth.approle;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.BoundAddresses;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads what a new secret id shall be. */
final class SecretIdParameters {
    /** Longest secret id that may be chosen. */
    static final int MAX_SECRET_ID = 1_024;

    /** The most keys of a secret id's metadata. */
    static final int MAX_KEYS = 64;

    /** All keys and values of it together, in UTF-16 units. */
    static final int MAX_METADATA = 8 * 1_024;

    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "metadata",
                            FieldType.STRING_MAP,
                            "Shown with its tokens and written to the audit log: a JSON object of"
                                    + " strings, also as text; at most "
                                    + MAX_KEYS
                                    + " keys and "
                                    + MAX_METADATA / 1_024
                                    + " KiB."),
                    Field.of(
                            "cidr_list",
                            FieldType.STRING_LIST,
                            "Blocks from where it may be used, within the role's; at most "
                                    + BoundAddresses.MAX
                                    + "."),
                    Field.of(
                            "token_bound_cidrs",
                            FieldType.STRING_LIST,
                            "Blocks from where its tokens may be used, within the role's; at most "
                                    + BoundAddresses.MAX
                                    + "."),
                    Field.of(
                            "num_uses",
                            FieldType.INT,
                            "How often it can be used, at most as often as the role says; 0 ="
                                    + " without limit."),
                    Field.of(
                            "ttl",
                            FieldType.DURATION,
                            "How long it lives, at most as long as the role says; 0 = without"
                                    + " limit."));

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private SecretIdParameters() {}

    /**
     * @throws RequestFailure with what is wrong
     */
    static SecretId read(Call call, Role role, String accessor) {
        Duration ttl = ttl(call, role);
        Instant now = call.now();
        return new SecretId(
                accessor,
                now.toEpochMilli(),
                now.toEpochMilli(),
                ttl.isZero() ? 0 : now.plus(ttl).toEpochMilli(),
                ttl.toSeconds(),
                numUses(call, role),
                cidrs(call, "cidr_list", role.secretIdCidrs()),
                cidrs(call, "token_bound_cidrs", role.token().boundCidrs()),
                metadata(call.any("metadata")));
    }

    private static int numUses(Call call, Role role) {
        if (!call.has("num_uses")) {
            return role.secretIdNumUses();
        }
        int uses = count(call, "num_uses");
        if (role.secretIdNumUses() > 0 && (uses == 0 || uses > role.secretIdNumUses())) {
            throw RequestFailure.invalid(
                    "num_uses cannot be higher than the role's secret_id_num_uses");
        }
        return uses;
    }

    private static Duration ttl(Call call, Role role) {
        Duration most = Duration.ofSeconds(role.secretIdTtl());
        if (!call.has("ttl")) {
            return most;
        }
        Duration ttl = seconds(call, "ttl");
        if (!most.isZero() && (ttl.isZero() || ttl.compareTo(most) > 0)) {
            throw RequestFailure.invalid("ttl cannot be longer than the role's secret_id_ttl");
        }
        return ttl;
    }

    private static List<String> cidrs(Call call, String name, List<String> roles) {
        List<String> blocks = BoundAddresses.blocks(call, name);
        if (!BoundAddresses.within(blocks, roles)) {
            throw RequestFailure.invalid(
                    "the CIDR blocks in " + name + " must lie within those of the role");
        }
        return blocks;
    }

    /** Whole seconds. */
    static Duration seconds(Call call, String name) {
        if (call.string(name, "").startsWith("-")) {
            throw RequestFailure.invalid(
                    "error converting input for field \""
                            + name
                            + "\": cannot provide negative value");
        }
        return Duration.ofSeconds(call.duration(name, Duration.ZERO).toSeconds());
    }

    static int count(Call call, String name) {
        long value = call.integer(name, 0);
        if (value < 0) {
            throw RequestFailure.invalid(name + " cannot be negative");
        }
        if (value > Integer.MAX_VALUE) {
            throw RequestFailure.invalid(name + " is too large");
        }
        return (int) value;
    }

    /** A JSON object, the text of one, or {@code key=value} with commas. */
    private static Map<String, String> metadata(@Nullable JsonNode given) {
        Map<String, String> metadata = new LinkedHashMap<>();
        if (given == null) {
            return metadata;
        }
        if (given instanceof ObjectNode object) {
            strings(object, metadata);
        } else {
            text(given.asString("").strip(), metadata);
        }
        int size =
                metadata.entrySet().stream()
                        .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                        .sum();
        if (metadata.size() > MAX_KEYS || size > MAX_METADATA) {
            throw RequestFailure.invalid(
                    "metadata has more than "
                            + MAX_KEYS
                            + " keys or is larger than "
                            + MAX_METADATA / 1_024
                            + " KiB");
        }
        return metadata;
    }

    private static void strings(ObjectNode object, Map<String, String> metadata) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getValue().isString()) {
                throw malformed();
            }
            metadata.put(member.getKey(), member.getValue().stringValue());
        }
    }

    private static void text(String text, Map<String, String> metadata) {
        if (text.startsWith("{")) {
            strings(parsed(text), metadata);
            return;
        }
        for (String pair : text.isEmpty() ? new String[0] : text.split(",")) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw malformed();
            }
            metadata.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
        }
    }

    private static ObjectNode parsed(String text) {
        try {
            if (text.length() <= 2 * MAX_METADATA
                    && MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException _) {
            // Said below, without quoting it.
        }
        throw malformed();
    }

    private static RequestFailure malformed() {
        return RequestFailure.invalid(
                "failed to parse metadata: a JSON object of strings is expected");
    }
}
