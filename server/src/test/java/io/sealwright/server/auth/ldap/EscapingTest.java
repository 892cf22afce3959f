package io.sealwright.server.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.RDN;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a name holds, it stays one value: in filters (RFC 4515) and in DNs (RFC 4514). */
class EscapingTest {
    private static final String DANGEROUS =
            "*()\\\0&|!=<>~,+\"#;/ :{}.$'`%\u00e9\u4e2d\ud83d\ude00ax";
    private static final UserRules USERS =
            new UserRules("ou=people,dc=example,dc=com", "uid", "", false, "", false, false);
    private static final FilterTemplate USER =
            FilterTemplate.of("(&(objectClass=person)({{.UserAttr}}={{ .Username }}))");
    private static final FilterTemplate GROUP = FilterTemplate.of(GroupRules.USUAL.filter());

    private static String name(Random random) {
        int[] letters = DANGEROUS.codePoints().toArray();
        int[] name =
                random.ints(1 + random.nextInt(12), 0, letters.length)
                        .map(i -> letters[i])
                        .toArray();
        return new String(name, 0, name.length);
    }

    private static void staysOneValueInFilters(String name) throws LDAPException {
        assertThat(USER.filled(Map.of("UserAttr", "uid", "Username", name)))
                .isEqualTo(
                        Filter.createANDFilter(
                                Filter.createEqualityFilter("objectClass", "person"),
                                Filter.createEqualityFilter("uid", name)));
        assertThat(GROUP.filled(Map.of("UserDN", USERS.dnOf(name), "Username", name)))
                .isEqualTo(
                        Filter.createORFilter(
                                Filter.createEqualityFilter("memberUid", name),
                                Filter.createEqualityFilter("member", USERS.dnOf(name)),
                                Filter.createEqualityFilter("uniqueMember", USERS.dnOf(name))));
    }

    private static void staysOneValueInDns(String name) throws LDAPException {
        RDN[] parts = new DN(USERS.dnOf(name)).getRDNs();

        assertThat(parts).hasSize(4);
        assertThat(parts[0].isMultiValued()).isFalse();
        assertThat(parts[0].getAttributeNames()).containsExactly("uid");
        assertThat(parts[0].getAttributeValues()).containsExactly(name);
        assertThat(Arrays.stream(parts).skip(1).map(RDN::toString))
                .containsExactly("ou=people", "dc=example", "dc=com");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomNamesStayOneValue(long seed) throws LDAPException {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String name = name(random);
            staysOneValueInFilters(name);
            staysOneValueInDns(name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a*",
                "alice)(uid=*",
                "*)(|(objectClass=*",
                "alice)(&))",
                "\\2a",
                "\\",
                "alice,ou=admins",
                "alice+cn=admin",
                " alice ",
                "#04",
                "alice=bob",
                "\"alice\"",
                "{{.UserDN}}",
                "$1",
                "\\$0"
            })
    void knownAttacksStayOneValue(String name) throws LDAPException {
        staysOneValueInFilters(name);
        staysOneValueInDns(name);
    }

    @Test
    void aPrincipalNameStaysOneValue() throws LDAPException {
        UserRules rules = new UserRules("dc=example", "cn", "", false, "example.com", false, false);

        assertThat(rules.principalName("a)(b")).isEqualTo("a)(b@example.com");
        assertThat(USER.filled(Map.of("UserAttr", "upn", "Username", rules.principalName("a)(b"))))
                .isEqualTo(
                        Filter.createANDFilter(
                                Filter.createEqualityFilter("objectClass", "person"),
                                Filter.createEqualityFilter("upn", "a)(b@example.com")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "devs",
                "cn=devs,ou=groups,dc=example",
                "ou=x,CN=devs,dc=example",
                "cn=devs+ou=x,dc=example"
            })
    void aGroupIsCalledByTheCommonNameInItsDn(String value) {
        assertThat(FoundGroups.commonName(value)).isEqualTo("devs");
    }

    @Test
    void aGroupWithoutACommonNameIsCalledAsItIs() {
        assertThat(FoundGroups.commonName("ou=devs,dc=example")).isEqualTo("ou=devs,dc=example");
        assertThat(FoundGroups.commonName("a=,=b")).isEqualTo("a=,=b");
    }
}
