package io.sealwright.server.token;

import io.sealwright.server.policies.Policies;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a role or a user of an auth method says of the tokens that its logins make: the {@code
 * token_*} parameters, the same for all methods. Durations in seconds; 0 = not set.
 *
 * @param policies as given, so that reading them shows what was written
 * @param boundCidrs in their normal form
 * @param strictlyBindIp a token can be used from the address of its login alone
 * @param oldNames parameters that were last given under the name without {@code token_}: reading
 *     shows them under it, too
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
        String type,
        boolean strictlyBindIp,
        List<String> oldNames) {
    /** Nothing set. */
    public static final TokenSettings NONE =
            new TokenSettings(
                    0, 0, 0, 0, List.of(), List.of(), false, 0, "default", false, List.of());

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
                    Field.of(
                            "token_policies",
                            FieldType.STRING_LIST,
                            "Policies of its tokens, at most "
                                    + TokenParameters.MAX_POLICIES
                                    + "."),
                    Field.of(
                            "token_bound_cidrs",
                            FieldType.STRING_LIST,
                            "Where logins and its tokens may come from; at most "
                                    + BoundAddresses.MAX
                                    + " addresses and blocks."),
                    Field.of(
                            "token_strictly_bind_ip",
                            FieldType.BOOL,
                            "Binds a token to the address of its login."),
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
        oldNames = oldNames == null ? List.of() : List.copyOf(oldNames);
    }

    /** The old name of a parameter, to be declared by methods that have always taken it. */
    public static Field old(String name, FieldType type) {
        return Field.of(name, type, "Old name of token_" + name + ".");
    }

    /**
     * These settings with what the call gives, as far as its route declares it.
     *
     * @throws RequestFailure with what is wrong
     */
    public TokenSettings changed(Call call) {
        return new TokenParameters(call).applied(this);
    }

    /**
     * With one parameter taken back.
     *
     * @param parameter one of {@link #FIELDS} that a part of a role stands for
     */
    public TokenSettings without(String parameter) {
        return new TokenSettings(
                parameter.equals("token_ttl") ? 0 : ttl,
                parameter.equals("token_max_ttl") ? 0 : maxTtl,
                explicitMaxTtl,
                parameter.equals("token_period") ? 0 : period,
                parameter.equals("token_policies") ? List.of() : policies,
                parameter.equals("token_bound_cidrs") ? List.of() : boundCidrs,
                noDefaultPolicy,
                parameter.equals("token_num_uses") ? 0 : numUses,
                type,
                strictlyBindIp,
                oldNames.stream().filter(name -> !parameter.equals("token_" + name)).toList());
    }

    /** With other addresses, such as those of the credential that was used. */
    public TokenSettings withBoundCidrs(List<String> other) {
        return new TokenSettings(
                ttl,
                maxTtl,
                explicitMaxTtl,
                period,
                policies,
                other,
                noDefaultPolicy,
                numUses,
                type,
                strictlyBindIp,
                oldNames);
    }

    /**
     * With more policies, such as those of somebody's groups.
     *
     * @throws RequestFailure if these are too many for one token
     */
    public TokenSettings withMorePolicies(Collection<String> more) {
        TreeSet<String> all = new TreeSet<>(policies);
        all.addAll(more);
        if (all.size() > TokenParameters.MAX_POLICIES) {
            throw RequestFailure.invalid(
                    "the token would have more than " + TokenParameters.MAX_POLICIES + " policies");
        }
        return new TokenSettings(
                ttl,
                maxTtl,
                explicitMaxTtl,
                period,
                List.copyOf(all),
                boundCidrs,
                noDefaultPolicy,
                numUses,
                type,
                strictlyBindIp,
                oldNames);
    }

    /**
     * The parameter {@code policies} of a call, of what adds its policies to those of others: in
     * their stored form, in order, each once.
     *
     * @throws RequestFailure with what is wrong
     */
    public static List<String> policies(Call call) {
        return TokenPolicies.sorted(NONE.changed(call).policies, false);
    }

    /** Adds them as reading a role or a user shows them: all its members in order. */
    public void show(ObjectNode data) {
        data.set("token_bound_cidrs", TokenView.strings(boundCidrs));
        data.put("token_explicit_max_ttl", explicitMaxTtl);
        data.put("token_max_ttl", maxTtl);
        data.put("token_no_default_policy", noDefaultPolicy);
        data.put("token_num_uses", numUses);
        data.put("token_period", period);
        data.set("token_policies", TokenView.strings(policies));
        data.put("token_strictly_bind_ip", strictlyBindIp);
        data.put("token_ttl", ttl);
        data.put("token_type", type);
        for (String name : oldNames) {
            var value = data.get("token_" + name);
            if (!(value.isArray() ? value.isEmpty() : value.asLong() == 0)) {
                data.set(name, value);
            }
        }
        Map<String, JsonNode> members = new TreeMap<>();
        data.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        data.removeAll();
        members.forEach(data::set);
    }

    /** The limits of the issuing mount, with the maximum of these settings where that is lower. */
    public LeaseLimits within(LeaseLimits mount) {
        Duration max =
                maxTtl > 0
                        ? Ttl.lesser(Duration.ofSeconds(maxTtl), mount.maxTtl())
                        : mount.maxTtl();
        return new LeaseLimits(Ttl.lesser(mount.defaultTtl(), max), max);
    }

    /** How long a token lives if nobody asks for anything, before any maximum. */
    Duration usualTtl(LeaseLimits mount) {
        return ttl > 0 ? Duration.ofSeconds(ttl) : mount.defaultTtl();
    }

    /** Whether a token with these policies is what these settings would give now. */
    public boolean samePolicies(List<String> granted) {
        return withoutDefault(TokenPolicies.sorted(policies, false))
                .equals(withoutDefault(granted));
    }

    private static TreeSet<String> withoutDefault(List<String> names) {
        TreeSet<String> some = new TreeSet<>(names);
        some.remove(Policies.DEFAULT);
        return some;
    }

    /** The policies of a login's token, those of its identity apart. */
    public List<String> ownPolicies() {
        return TokenPolicies.sorted(policies, !noDefaultPolicy);
    }

    /** What a login gets: {@code root} is never among them. */
    List<String> granted(List<String> identityPolicies) {
        List<String> own = ownPolicies();
        if (own.contains(Policies.ROOT) || identityPolicies.contains(Policies.ROOT)) {
            throw RequestFailure.invalid("auth methods cannot create root tokens");
        }
        if (own.contains(Policies.RESPONSE_WRAPPING)) {
            throw RequestFailure.invalid(
                    "cannot assign policy \"" + Policies.RESPONSE_WRAPPING + "\"");
        }
        return own;
    }
}
