package io.sealwright.server.token;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the {@code token_*} parameters of a call, and those under their old names without {@code
 * token_}, as far as the call's route declares them. The new name wins.
 */
final class TokenParameters {
    /** The most policies of one role or user. */
    static final int MAX_POLICIES = 512;

    private static final List<String> OLD =
            List.of("ttl", "max_ttl", "period", "policies", "bound_cidrs", "num_uses");

    private final Call call;

    TokenParameters(Call call) {
        this.call = call;
    }

    TokenSettings applied(TokenSettings old) {
        TokenSettings next =
                new TokenSettings(
                        seconds("ttl", old.ttl()),
                        seconds("max_ttl", old.maxTtl()),
                        seconds("explicit_max_ttl", old.explicitMaxTtl()),
                        seconds("period", old.period()),
                        policies(old.policies()),
                        boundCidrs(old.boundCidrs()),
                        flag("no_default_policy", old.noDefaultPolicy()),
                        numUses(old.numUses()),
                        type(old.type()),
                        flag("strictly_bind_ip", old.strictlyBindIp()),
                        oldNames(old.oldNames()));
        if (next.maxTtl() > 0 && next.ttl() > next.maxTtl()) {
            throw RequestFailure.invalid("'token_ttl' cannot be greater than 'token_max_ttl'");
        }
        return next;
    }

    private boolean given(String parameter) {
        return call.route().fields().stream().anyMatch(field -> field.name().equals(parameter))
                && call.has(parameter);
    }

    /** Which parameter says it; empty if none does. */
    private String source(String name) {
        if (given("token_" + name)) {
            return "token_" + name;
        }
        return OLD.contains(name) && given(name) ? name : "";
    }

    private long seconds(String name, long old) {
        String source = source(name);
        if (source.isEmpty()) {
            return old;
        }
        if (call.string(source, "").startsWith("-")) {
            throw RequestFailure.invalid(
                    "error converting input for field \""
                            + source
                            + "\": cannot provide negative value");
        }
        return call.duration(source, Duration.ZERO).toSeconds();
    }

    private boolean flag(String name, boolean old) {
        String source = source(name);
        return source.isEmpty() ? old : call.bool(source, old);
    }

    private int numUses(int old) {
        String source = source("num_uses");
        return source.isEmpty()
                ? old
                : TokenFields.count(call, source, "'" + source + "' cannot be negative", old);
    }

    private List<String> boundCidrs(List<String> old) {
        String source = source("bound_cidrs");
        return source.isEmpty() ? old : BoundAddresses.of(call, source);
    }

    private List<String> policies(List<String> old) {
        String source = source("policies");
        if (source.isEmpty()) {
            return old;
        }
        List<String> named =
                call.strings(source).stream().filter(policy -> !policy.isBlank()).toList();
        if (named.size() > MAX_POLICIES) {
            throw RequestFailure.invalid(source + " holds more than " + MAX_POLICIES + " policies");
        }
        // Only for its checks: the names are kept as they were given.
        List<String> _ = TokenPolicies.sorted(named, false);
        return named;
    }

    private String type(String old) {
        String source = source("type");
        String given = source.isEmpty() ? old : call.string(source, old);
        return switch (given) {
            case "", "default" -> "default";
            case "service", "default-service" -> given;
            case "batch", "default-batch" ->
                    throw RequestFailure.invalid(
                            "batch tokens are not available yet; use token_type \"service\"");
            default -> throw RequestFailure.invalid("invalid 'token_type' value");
        };
    }

    private List<String> oldNames(List<String> before) {
        List<String> names = new ArrayList<>();
        for (String name : OLD) {
            if (given(name) || before.contains(name) && !given("token_" + name)) {
                names.add(name);
            }
        }
        return names;
    }
}
