package io.sealwright.server.auth.ldap;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenSettings;
import io.sealwright.storage.barrier.Records;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What somebody gets: by the configuration, by being who it is, and by its groups.
 *
 * @param groups that the directory and we know of
 */
record Granted(List<String> groups, TokenSettings settings) {
    Granted {
        groups = List.copyOf(groups);
    }

    /**
     * @throws RequestFailure if these are too many policies for one token
     */
    static Granted to(
            Records records, Config config, LoginName name, List<String> directorysGroups) {
        boolean caseSensitive = config.users().caseSensitive();
        User user =
                Objects.requireNonNullElse(
                        User.find(records, name.local(caseSensitive)), User.UNKNOWN);
        TreeSet<String> groups = new TreeSet<>(user.groups());
        groups.addAll(directorysGroups);
        TreeSet<String> policies = new TreeSet<>(user.policies());
        for (String group : groups) {
            // Most groups of a directory are none of ours: no preconditions for hundreds of them.
            Group found = Group.peek(records, LoginName.local(group, caseSensitive));
            if (found != null) {
                policies.addAll(found.policies());
            }
        }
        return new Granted(List.copyOf(groups), config.token().withMorePolicies(policies));
    }
}
