package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.Map;

/** Asks for the entry of a user. */
final class UserSearch {
    private static final String PRINCIPAL_NAME = "userPrincipalName";
    private static final Control[] NO_CONTROLS = {};

    private final UserRules rules;
    private final Dereference dereference;

    UserSearch(UserRules rules, Dereference dereference) {
        this.rules = rules;
        this.dereference = dereference;
    }

    /** By the configured filter. */
    FoundUsers byFilter(LDAPConnection connection, LoginName name) throws LDAPException {
        boolean principal = rules.hasPrincipalNames();
        Map<String, String> values =
                Map.of(
                        FilterTemplate.USER_ATTRIBUTE,
                        principal ? PRINCIPAL_NAME : rules.attribute(),
                        FilterTemplate.USERNAME,
                        principal ? rules.principalName(name.text()) : name.text());
        return found(connection, FilterTemplate.of(rules.usedFilter()).filled(values));
    }

    /** By its principal name. */
    FoundUsers byPrincipalName(LDAPConnection connection, LoginName name) throws LDAPException {
        return found(
                connection,
                Filter.createEqualityFilter(PRINCIPAL_NAME, rules.principalName(name.text())));
    }

    private FoundUsers found(LDAPConnection connection, Filter filter) throws LDAPException {
        FoundUsers found = new FoundUsers(rules.attribute());
        SearchRequest request =
                new SearchRequest(
                        found,
                        NO_CONTROLS,
                        rules.dn(),
                        SearchScope.SUB,
                        dereference.policy(),
                        // A second one means that none counts.
                        2,
                        (int) DirectoryClient.TOTAL.toSeconds(),
                        false,
                        filter,
                        rules.attribute());
        try {
            SearchResult _ = connection.search(request);
        } catch (LDAPSearchException e) {
            if (!e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED) || !found.some()) {
                throw e;
            }
        }
        return found;
    }
}
