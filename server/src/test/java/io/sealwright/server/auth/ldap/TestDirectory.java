package io.sealwright.server.auth.ldap;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSearchRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldif.LDIFException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A directory in this JVM, that remembers what it was asked. */
final class TestDirectory implements AutoCloseable {
    static final String BASE = "dc=example,dc=com";
    static final String PEOPLE = "ou=people," + BASE;
    static final String GROUPS = "ou=groups," + BASE;
    static final String FINDER = "cn=finder," + BASE;
    static final String FINDERS = "finders-password";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final InMemoryDirectoryServer server;

    /**
     * @param tls for {@code ldaps} and StartTLS
     */
    TestDirectory(SSLContext tls) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(BASE);
            config.setSchema(null);
            config.addAdditionalBindCredentials(FINDER, FINDERS);
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPConfig(
                            "plain", InetAddress.getByName("127.0.0.1"), 0, tls.getSocketFactory()),
                    InMemoryListenerConfig.createLDAPConfig(
                            "no-tls", InetAddress.getByName("127.0.0.1"), 0, null),
                    InMemoryListenerConfig.createLDAPSConfig(
                            "tls",
                            InetAddress.getByName("127.0.0.1"),
                            0,
                            tls.getServerSocketFactory(),
                            tls.getSocketFactory()));
            config.addInMemoryOperationInterceptor(new Ear());
            server = new InMemoryDirectoryServer(config);
            server.startListening();
            add(BASE, "objectClass: domain", "dc: example");
            add(PEOPLE, "objectClass: organizationalUnit", "ou: people");
            add(GROUPS, "objectClass: organizationalUnit", "ou: groups");
        } catch (LDAPException | UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private final class Ear extends InMemoryOperationInterceptor {
        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
            asked.add("bind " + request.getRequest().getBindDN());
        }

        @Override
        public void processSearchRequest(InMemoryInterceptedSearchRequest request) {
            asked.add("search " + request.getRequest().getFilter());
        }
    }

    String url() {
        return "ldap://127.0.0.1:" + server.getListenPort("plain");
    }

    String urlWithoutTls() {
        return "ldap://127.0.0.1:" + server.getListenPort("no-tls");
    }

    String tlsUrl() {
        return "ldaps://127.0.0.1:" + server.getListenPort("tls");
    }

    /** What it was asked since the last time: binds with whom, searches with their filters. */
    List<String> asked() {
        List<String> copy = List.copyOf(asked);
        asked.clear();
        return copy;
    }

    void add(String dn, String... lines) {
        try {
            List<String> ldif = new ArrayList<>(List.of("dn: " + dn));
            ldif.addAll(List.of(lines));
            server.add(ldif.toArray(String[]::new));
        } catch (LDAPException | LDIFException e) {
            throw new AssertionError(e);
        }
    }

    void person(String uid, String password) {
        add(
                "uid=" + uid + "," + PEOPLE,
                "objectClass: inetOrgPerson",
                "uid: " + uid,
                "cn: " + uid,
                "sn: " + uid,
                "userPrincipalName: " + uid + "@example.com",
                "userPassword: " + password);
    }

    void group(String cn, String member) {
        add(
                "cn=" + cn + "," + GROUPS,
                "objectClass: groupOfNames",
                "cn: " + cn,
                "member: " + member);
    }

    void change(String dn, String attribute, String value) {
        try {
            server.modify(dn, new Modification(ModificationType.REPLACE, attribute, value));
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    void remove(String dn) {
        try {
            server.delete(dn);
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
