package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a search for one user finds: of more than one, none is kept. References to other servers are
 * not followed. For one thread.
 */
final class FoundUsers implements SearchResultListener {
    private static final long serialVersionUID = 1L;

    /**
     * @param names the values of the attribute that was asked for
     */
    record Entry(String dn, List<String> names) {}

    private final String attribute;
    private transient @Nullable Entry first;
    private int count;

    FoundUsers(String attribute) {
        this.attribute = attribute;
    }

    /** Null if there is none, or more than one. */
    @Nullable Entry only() {
        return count == 1 ? first : null;
    }

    boolean some() {
        return count > 0;
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
        count++;
        if (count == 1) {
            String[] values = entry.getAttributeValues(attribute);
            first = new Entry(entry.getDN(), values == null ? List.of() : List.of(values));
        }
    }

    @Override
    public void searchReferenceReturned(SearchResultReference reference) {}
}
