package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import io.sealwright.server.outbound.OutboundException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a directory knows somebody by a name and a password, and if so, what it says of that
 * person. Who is searched for and not found is tried all the same: with as many requests, so that
 * it takes as long.
 */
final class UserCheck implements DirectoryClient.Conversation<Checked> {
    private final Config config;
    private final LoginName name;
    private final byte[] password;
    private final UserSearch search;

    /**
     * @param password not empty: a bind without one succeeds for everybody (RFC 4513, section
     *     5.1.2)
     */
    UserCheck(Config config, LoginName name, byte[] password) {
        if (password.length == 0) {
            throw new IllegalArgumentException("no password");
        }
        this.config = config;
        this.name = name;
        this.password = password;
        this.search = new UserSearch(config.users(), config.groups().dereference());
    }

    /**
     * @throws OutboundException if the directory is not as the configuration expects it
     */
    @Override
    public Checked with(Session session) throws LDAPException {
        LDAPConnection connection = session.open();
        return config.searches() ? searched(session, connection) : named(session, connection);
    }

    private Checked searched(Session session, LDAPConnection connection) throws LDAPException {
        bindToSearch(connection);
        FoundUsers found = search.byFilter(connection, name);
        FoundUsers.Entry user = found.only();
        boolean right =
                binds(connection, user == null ? config.users().dnOf(name.text()) : user.dn());
        if (user == null || !right) {
            return new Checked.Refused(found.some());
        }
        bindToSearch(connection);
        return new Checked.Person(alias(user), groups(session, connection, user.dn()));
    }

    /** Nobody is searched for: the name says whom to bind as. */
    private Checked named(Session session, LDAPConnection connection) throws LDAPException {
        UserRules users = config.users();
        boolean principal = users.hasPrincipalNames();
        String bindAs = principal ? users.principalName(name.text()) : users.dnOf(name.text());
        if (!binds(connection, bindAs)) {
            return new Checked.Refused(false);
        }
        String dn = principal ? principalsDn(connection) : bindAs;
        return new Checked.Person(users.aliasOf(name), groups(session, connection, dn));
    }

    private String principalsDn(LDAPConnection connection) throws LDAPException {
        FoundUsers found = search.byPrincipalName(connection, name);
        FoundUsers.Entry user = found.only();
        if (user == null && found.some()) {
            throw new OutboundException("several users have the same principal name");
        }
        return user == null ? "" : user.dn();
    }

    private String alias(FoundUsers.Entry user) {
        UserRules users = config.users();
        if (users.nameIsAlias()) {
            return users.aliasOf(name);
        }
        @Nullable LoginName alias =
                user.names().size() == 1 ? LoginName.of(user.names().getFirst()) : null;
        if (alias == null) {
            throw new OutboundException(
                    "the user has no value of userattr, several, or one that cannot be an alias");
        }
        return alias.text();
    }

    private List<String> groups(Session session, LDAPConnection connection, String dn)
            throws LDAPException {
        GroupRules rules = config.groups();
        if (!rules.areAskedFor()) {
            return List.of();
        }
        return new GroupSearch(rules)
                .names(rules.anonymous() ? session.open() : connection, dn, name);
    }

    /** Where nobody is configured to search, it is nobody, or the user that has just bound. */
    private void bindToSearch(LDAPConnection connection) throws LDAPException {
        Server server = config.server();
        if (!server.bindsToSearch()) {
            return;
        }
        byte[] own = server.bindPassword().getBytes(StandardCharsets.UTF_8);
        try {
            BindResult _ = connection.bind(Passwords.bind(server.bindDn(), own));
        } catch (LDAPException e) {
            if (DirectoryFailures.isRefusal(e)) {
                throw new OutboundException("the directory refused binddn with bindpass");
            }
            throw e;
        } finally {
            Arrays.fill(own, (byte) 0);
        }
    }

    private boolean binds(LDAPConnection connection, String dn) throws LDAPException {
        try {
            BindResult _ = connection.bind(Passwords.bind(dn, password));
            return true;
        } catch (LDAPException e) {
            if (DirectoryFailures.isRefusal(e)) {
                return false;
            }
            throw e;
        }
    }
}
