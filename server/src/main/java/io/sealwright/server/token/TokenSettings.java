package io.sealwright.server.token;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a role or a user of an auth method says of the tokens that its logins make: the {@code
 * token_*} parameters, the same for all methods. Durations in seconds; 0 = not set.
 *
 * @param policies in their stored form, without {@code default}
 */
public record TokenSettings(
        long ttl,
        long maxTtl,
        long explicitMaxTtl,
        long period,
        List<String> policies,
        List<String> boundCidrs,
        boolean noDefaultPolicy,
        int numUses,
        String type) {
    /** Nothing set. */
    public static final TokenSettings NONE =
            new TokenSettings(0, 0, 0, 0, List.of(), List.of(), false, 0, "default");

    /** To be declared by every route that writes a role or a user. */
    public static final List<Field> FIELDS =
            List.of(
                    Field.of("token_ttl", FieldType.DURATION, "How long its tokens live at first."),
                    Field.of(
                            "token_max_ttl",
                            FieldType.DURATION,
                            "How long its tokens can be renewed for."),
                    Field.of(
                            "token_explicit_max_ttl",
                            FieldType.DURATION,
                            "The longest life of its tokens, kept with each token."),
                    Field.of("token_period", FieldType.DURATION, "Period of its tokens."),
                    Field.of("token_policies", FieldType.STRING_LIST, "Policies of its tokens."),
                    Field.of(
                            "token_bound_cidrs",
                            FieldType.STRING_LIST,
                            "Where logins and its tokens may come from."),
                    Field.of(
                            "token_no_default_policy",
                            FieldType.BOOL,
                            "Leaves the default policy out."),
                    Field.of(
                            "token_num_uses",
                            FieldType.INT,
                            "How often its tokens can be used; 0 = without limit."),
                    Field.of(
                            "token_type",
                            FieldType.STRING,
                            "\"default\", \"service\" or \"default-service\"; no batch tokens yet."));

    public TokenSettings {
        policies = policies == null ? List.of() : List.copyOf(policies);
        boundCidrs = boundCidrs == null ? List.of() : List.copyOf(boundCidrs);
        type = type == null ? "default" : type;
    }

    /**
     * These settings with what the call gives.
     *
     * @throws RequestFailure with what is wrong
     */
    public TokenSettings changed(Call call) {
        TokenSettings next =
                new TokenSettings(
                        seconds(call, "token_ttl", ttl),
                        seconds(call, "token_max_ttl", maxTtl),
                        seconds(call, "token_explicit_max_ttl", explicitMaxTtl),
                        seconds(call, "token_period", period),
                        call.has("token_policies")
                                ? TokenPolicies.sorted(call.strings("token_policies"), false)
                                : policies,
                        call.has("token_bound_cidrs")
                                ? TokenFields.cidrs(call, "token_bound_cidrs")
                                : boundCidrs,
                        call.bool("token_no_default_policy", noDefaultPolicy),
                        TokenFields.count(
                                call,
                                "token_num_uses",
                                "'token_num_uses' cannot be negative",
                                numUses),
                        type(call));
        if (next.maxTtl > 0 && next.ttl > next.maxTtl) {
            throw RequestFailure.invalid("'token_ttl' cannot be greater than 'token_max_ttl'");
        }
        return next;
    }

    private static long seconds(Call call, String name, long old) {
        if (!call.has(name)) {
            return old;
        }
        if (call.string(name, "").startsWith("-")) {
            throw RequestFailure.invalid("'" + name + "' cannot be negative");
        }
        return call.duration(name, Duration.ZERO).toSeconds();
    }

    private String type(Call call) {
        String given = call.string("token_type", type);
        return switch (given) {
            case "", "default" -> "default";
            case "service", "default-service" -> given;
            case "batch", "default-batch" ->
                    throw RequestFailure.invalid(
                            "batch tokens are not available yet; use token_type \"service\"");
            default -> throw RequestFailure.invalid("invalid 'token_type' value");
        };
    }

    /** As reading a role or a user shows them. */
    public void show(ObjectNode data) {
        data.set("token_bound_cidrs", TokenView.strings(boundCidrs));
        data.put("token_explicit_max_ttl", explicitMaxTtl);
        data.put("token_max_ttl", maxTtl);
        data.put("token_no_default_policy", noDefaultPolicy);
        data.put("token_num_uses", numUses);
        data.put("token_period", period);
        data.set("token_policies", TokenView.strings(policies));
        data.put("token_ttl", ttl);
        data.put("token_type", type);
    }

    /** The limits of the issuing mount, with the maximum of these settings where that is lower. */
    public LeaseLimits within(LeaseLimits mount) {
        Duration max =
                maxTtl > 0
                        ? Ttl.lesser(Duration.ofSeconds(maxTtl), mount.maxTtl())
                        : mount.maxTtl();
        return new LeaseLimits(Ttl.lesser(mount.defaultTtl(), max), max);
    }

    /** What a login gets: {@code root} alone is never among them. */
    List<String> granted(List<String> identityPolicies) {
        List<String> own = TokenPolicies.sorted(policies, !noDefaultPolicy);
        if (own.contains("root") || identityPolicies.contains("root")) {
            throw RequestFailure.invalid("auth methods cannot create root tokens");
        }
        return own;
    }
}
