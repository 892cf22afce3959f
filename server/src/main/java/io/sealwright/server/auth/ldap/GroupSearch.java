package io.sealwright.server.auth.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks for the groups of a user, page by page where that is wanted. */
final class GroupSearch {
    private static final Control[] NO_CONTROLS = {};

    private final GroupRules rules;

    GroupSearch(GroupRules rules) {
        this.rules = rules;
    }

    /**
     * @param dn of the user; empty if it is not known
     * @throws LDAPException if the search fails, also because the server gives only a part
     */
    List<String> names(LDAPConnection connection, String dn, LoginName name) throws LDAPException {
        Filter filter =
                FilterTemplate.of(rules.filter())
                        .filled(
                                Map.of(
                                        FilterTemplate.USER_DN,
                                        dn,
                                        FilterTemplate.USERNAME,
                                        name.text()));
        FoundGroups found = new FoundGroups(rules.attribute());
        if (rules.pageSize() == 0) {
            SearchResult _ = connection.search(request(found, filter, NO_CONTROLS));
        } else {
            allPages(connection, found, filter);
        }
        return found.names();
    }

    private void allPages(LDAPConnection connection, FoundGroups found, Filter filter)
            throws LDAPException {
        int size = Math.min(rules.pageSize(), FoundGroups.MAX + 1);
        @Nullable ASN1OctetString cookie = null;
        do {
            Control[] page = {new SimplePagedResultsControl(size, cookie, true)};
            SearchResult result = connection.search(request(found, filter, page));
            SimplePagedResultsControl next = SimplePagedResultsControl.get(result);
            cookie =
                    next != null && next.moreResultsToReturn() && !found.tooMany()
                            ? next.getCookie()
                            : null;
        } while (cookie != null);
    }

    private SearchRequest request(FoundGroups found, Filter filter, Control[] controls) {
        return new SearchRequest(
                found,
                controls,
                rules.dn(),
                SearchScope.SUB,
                rules.dereference().policy(),
                // With pages the limit is that of all pages at some servers, of each at others.
                controls.length == 0 ? FoundGroups.MAX + 1 : 0,
                (int) DirectoryClient.TOTAL.toSeconds(),
                false,
                filter,
                rules.attribute());
    }
}
