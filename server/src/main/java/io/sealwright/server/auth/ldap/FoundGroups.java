package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchResultListener;
import com.unboundid.ldap.sdk.SearchResultReference;
import io.sealwright.server.outbound.OutboundException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The names of the groups that a search finds: the values of an attribute, or the common name in
 * them where they are DNs; the entry's own where it has no such attribute. What cannot be a group's
 * name here is left out. References to other servers are not followed. For one thread.
 */
final class FoundGroups implements SearchResultListener {
    /** As many as a JWT may bring. */
    static final int MAX = 1_000;

    private static final long serialVersionUID = 1L;

    private final String attribute;
    private final TreeSet<String> names = new TreeSet<>();
    private int entries;

    FoundGroups(String attribute) {
        this.attribute = attribute;
    }

    /**
     * @throws OutboundException if there are too many
     */
    List<String> names() {
        if (tooMany()) {
            throw new OutboundException(
                    "the user is in more than " + MAX + " groups: narrow the groupfilter");
        }
        return List.copyOf(names);
    }

    boolean tooMany() {
        return names.size() > MAX || entries > MAX;
    }

    @Override
    public void searchEntryReturned(SearchResultEntry entry) {
        entries++;
        if (tooMany()) {
            return;
        }
        String[] values = entry.getAttributeValues(attribute);
        if (values == null || values.length == 0) {
            add(entry.getDN());
            return;
        }
        for (String value : values) {
            if (!tooMany()) {
                add(value);
            }
        }
    }

    private void add(String value) {
        LoginName name = LoginName.of(commonName(value));
        if (name != null) {
            names.add(name.text());
        }
    }

    /** As it is, if it is no DN, or one without a common name. */
    static String commonName(String value) {
        try {
            for (RDN rdn : new DN(value).getRDNs()) {
                for (Attribute part : rdn.getAttributes()) {
                    if (part.getName().equalsIgnoreCase("cn")) {
                        return Objects.requireNonNullElse(part.getValue(), value);
                    }
                }
            }
            return value;
        } catch (LDAPException e) {
            return value;
        }
    }

    @Override
    public void searchReferenceReturned(SearchResultReference reference) {}
}
