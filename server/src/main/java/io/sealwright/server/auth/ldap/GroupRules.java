package io.sealwright.server.auth.ldap;

/**
 * How a user's groups are found. Strings are empty where nothing is set.
 *
 * @param dn below which the groups lie; empty if none are asked for
 * @param filter of the search for a user's groups: {@link FilterTemplate}; empty if none are asked
 *     for
 * @param attribute of the found entries that names the groups
 * @param anonymous the search is made by nobody, on a connection of its own
 * @param pageSize entries that the server is asked for at a time; 0 = all at once
 */
record GroupRules(
        String dn,
        String filter,
        String attribute,
        boolean anonymous,
        Dereference dereference,
        int pageSize) {
    static final GroupRules USUAL =
            new GroupRules(
                    "",
                    "(|(memberUid={{.Username}})(member={{.UserDN}})(uniqueMember={{.UserDN}}))",
                    "cn",
                    false,
                    Dereference.NEVER,
                    0);

    boolean areAskedFor() {
        return !dn.isEmpty() && !filter.isEmpty();
    }
}
