package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.RDN;
import java.util.Locale;

/**
 * How a directory's users are found, and what they are called here. Strings are empty where nothing
 * is set.
 *
 * @param dn below which the users lie
 * @param attribute by which they log in, in lower case
 * @param filter of the search for a user: {@link FilterTemplate}
 * @param discover a user's entry is searched for, also where nobody is configured to search
 * @param upnDomain behind the {@code @} of users' principal names
 * @param nameIsAlias a user is called here by the name that it logs in with
 * @param caseSensitive users and groups here that differ by case alone are different
 */
record UserRules(
        String dn,
        String attribute,
        String filter,
        boolean discover,
        String upnDomain,
        boolean nameIsAlias,
        boolean caseSensitive) {
    private static final String USUAL_FILTER = "({{.UserAttr}}={{.Username}})";

    static final UserRules USUAL = new UserRules("", "cn", USUAL_FILTER, false, "", false, false);

    /** The configured filter, or the usual one. */
    String usedFilter() {
        return filter.isEmpty() ? USUAL_FILTER : filter;
    }

    boolean hasPrincipalNames() {
        return !upnDomain.isEmpty();
    }

    String principalName(String name) {
        return name + "@" + upnDomain;
    }

    /**
     * Where a user's entry lies if nobody searches for it.
     *
     * @param name becomes one value, whatever it holds (RFC 4514)
     */
    String dnOf(String name) {
        String own = new RDN(attribute, name).toString();
        return dn.isEmpty() ? own : own + "," + dn;
    }

    /** What a user is called here that nobody has searched for. */
    String aliasOf(LoginName name) {
        if (nameIsAlias) {
            return name.local(caseSensitive);
        }
        String lower = name.text().toLowerCase(Locale.ROOT);
        return hasPrincipalNames() ? principalName(lower) : dnOf(lower);
    }
}
