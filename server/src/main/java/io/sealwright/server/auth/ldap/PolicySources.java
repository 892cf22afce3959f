package io.sealwright.server.auth.ldap;

import io.sealwright.server.spi.LoginRole;
import io.sealwright.storage.barrier.Records;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what logins get their policies, by the paths where it is set, in their order. */
final class PolicySources {
    private static final String CONFIG = "config";
    private static final String GROUPS = "groups/";
    private static final String USERS = "users/";

    private PolicySources() {}

    /**
     * @param after the last path of the page before; empty for the first page
     */
    static List<LoginRole> page(Records records, String after, int limit) {
        List<LoginRole> page = new ArrayList<>();
        if (after.isEmpty() && limit > 0) {
            page.add(new LoginRole(CONFIG, Config.of(records).token().ownPolicies()));
        }
        if (!after.startsWith(USERS)) {
            String from = after.startsWith(GROUPS) ? after.substring(GROUPS.length()) : "";
            for (String name : LocalNames.page(records, Group.FOLDER, from, limit - page.size())) {
                page.add(new LoginRole(GROUPS + name, policies(Group.find(records, name))));
            }
        }
        String from = after.startsWith(USERS) ? after.substring(USERS.length()) : "";
        for (String name : LocalNames.page(records, User.FOLDER, from, limit - page.size())) {
            page.add(new LoginRole(USERS + name, policies(User.find(records, name))));
        }
        return page;
    }

    private static List<String> policies(@Nullable Group group) {
        return group == null ? List.of() : group.policies();
    }

    private static List<String> policies(@Nullable User user) {
        return user == null ? List.of() : user.policies();
    }
}
