package io.sealwright.server.token;

import io.sealwright.policy.PolicyNames;
import io.sealwright.server.policies.Policies;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which policies a new token gets: Vault's rules, without anything else about tokens. */
final class TokenPolicies {
    /**
     * Who asks for what.
     *
     * @param requested as sent
     * @param parents of the calling token
     * @param sudo whether the caller has sudo on the path
     */
    record Asked(List<String> requested, List<String> parents, boolean sudo, boolean noDefault) {}

    private TokenPolicies() {}

    /**
     * @throws RequestFailure if the caller may not give them
     */
    static List<String> of(Asked asked, TokenRole role) {
        List<String> policies =
                sorted(role.restrictsPolicies() ? byRole(asked, role) : byCaller(asked), false);
        if (asked.noDefault) {
            policies = policies.stream().filter(name -> !name.equals(Policies.DEFAULT)).toList();
        }
        if (policies.contains(Policies.RESPONSE_WRAPPING)) {
            throw RequestFailure.invalid(
                    "cannot assign policy \"" + Policies.RESPONSE_WRAPPING + "\"");
        }
        if (policies.contains(Policies.ROOT) && !asked.parents.contains(Policies.ROOT)) {
            throw RequestFailure.invalid(
                    "root tokens may not be created without parent token being root");
        }
        return policies;
    }

    private static List<String> byCaller(Asked asked) {
        if (asked.requested.isEmpty()) {
            return asked.parents;
        }
        List<String> wanted = sorted(asked.requested, false);
        if (asked.sudo) {
            return sorted(wanted, !asked.noDefault);
        }
        if (!asked.parents.containsAll(wanted)) {
            throw RequestFailure.invalid("child policies must be subset of parent");
        }
        return sorted(wanted, !asked.noDefault && asked.parents.contains(Policies.DEFAULT));
    }

    private static List<String> byRole(Asked asked, TokenRole role) {
        boolean addDefault =
                !asked.noDefault
                        && !role.tokenNoDefaultPolicy()
                        && !role.disallows(Policies.DEFAULT);
        List<String> policies =
                role.allowsSome() ? allowed(asked, role, addDefault) : unlisted(asked, addDefault);
        for (String name : policies) {
            if (role.disallows(name)) {
                throw RequestFailure.invalid(
                        "token policy \"" + name + "\" is disallowed by this role");
            }
        }
        return policies;
    }

    private static List<String> unlisted(Asked asked, boolean addDefault) {
        return sorted(asked.requested.isEmpty() ? asked.parents : asked.requested, addDefault);
    }

    private static List<String> allowed(Asked asked, TokenRole role, boolean addDefault) {
        List<String> listed = sorted(role.allowedPolicies(), addDefault);
        if (asked.requested.isEmpty()) {
            return listed;
        }
        List<String> wanted = sorted(asked.requested, addDefault);
        for (String name : wanted) {
            if (!listed.contains(name) && !role.allowsByGlob(name)) {
                throw RequestFailure.invalid(
                        "token policies ("
                                + quoted(wanted)
                                + ") must be subset of the role's allowed policies ("
                                + quoted(listed)
                                + ") or glob policies ("
                                + quoted(role.allowedPoliciesGlob())
                                + ")");
            }
        }
        return wanted;
    }

    /**
     * In their stored form, each once, in order; {@code root} stands alone.
     *
     * @throws RequestFailure for a name that cannot be a policy's
     */
    static List<String> sorted(Collection<String> names, boolean addDefault) {
        TreeSet<String> sorted = new TreeSet<>();
        for (String name : names) {
            if (!name.isBlank()) {
                sorted.add(normal(name));
            }
        }
        if (sorted.contains(Policies.ROOT)) {
            return List.of(Policies.ROOT);
        }
        if (addDefault) {
            sorted.add(Policies.DEFAULT);
        }
        return new ArrayList<>(sorted);
    }

    private static String normal(String name) {
        try {
            return PolicyNames.normalise(name);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static String quoted(List<String> names) {
        return names.stream()
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(" ", "[", "]"));
    }
}
