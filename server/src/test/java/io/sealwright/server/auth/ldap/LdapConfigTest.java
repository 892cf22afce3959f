package io.sealwright.server.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.LoginRole;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenDesk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Configurations, and what users and groups are given. */
class LdapConfigTest extends LdapFixture {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private void refusedConfig(String parameter, String value, String message) {
        ObjectNode config = MAPPER.createObjectNode().put(parameter, value);
        refused(() -> post("config", config.toString()), message);
    }

    private String listed(String path) {
        return TokenDesk.data(desk.list("auth/ldap/" + path, "root")).toString();
    }

    @Test
    void beforeAnythingIsConfiguredItReadsAsThePeersButForTheVersionOfTls() {
        assertThat(read("config").toString())
                .isEqualTo(
                        "{\"anonymous_group_search\":false,\"binddn\":\"\",\"case_sensitive_names\":false,\"certificate\":\"\","
                                + "\"connection_timeout\":30,\"deny_null_bind\":true,\"dereference_aliases\":\"never\",\"discoverdn\":false,"
                                + "\"groupattr\":\"cn\",\"groupdn\":\"\",\"groupfilter\":\"(|(memberUid={{.Username}})(member={{.UserDN}})(uniqueMember={{.UserDN}}))\","
                                + "\"insecure_tls\":false,\"max_page_size\":0,\"request_timeout\":90,\"starttls\":false,\"tls_max_version\":\"tls13\","
                                + "\"tls_min_version\":\"tls12\",\"token_bound_cidrs\":[],\"token_explicit_max_ttl\":0,\"token_max_ttl\":0,"
                                + "\"token_no_default_policy\":false,\"token_num_uses\":0,\"token_period\":0,\"token_policies\":[],"
                                + "\"token_strictly_bind_ip\":false,\"token_ttl\":0,\"token_type\":\"default\",\"upndomain\":\"\","
                                + "\"url\":\"ldap://127.0.0.1\",\"use_pre111_group_cn_behavior\":false,\"use_token_groups\":false,\"userattr\":\"cn\","
                                + "\"userdn\":\"\",\"userfilter\":\"({{.UserAttr}}={{.Username}})\",\"username_as_alias\":false}");
        refused(() -> login("alice", "x"), "auth method not configured");
    }

    @Test
    void whatIsNotGivenStaysAndPasswordsAreNotShown() {
        configure(searching(directory.url()));
        post("config", "{\"token_ttl\":\"5m\",\"request_timeout\":\"7s\",\"userattr\":\"UID\"}");
        ObjectNode shown = read("config");

        assertThat(shown.get("binddn").asString()).isEqualTo(TestDirectory.FINDER);
        assertThat(shown.get("userattr").asString()).isEqualTo("uid");
        assertThat(shown.get("request_timeout").asInt()).isEqualTo(7);
        assertThat(shown.toString()).doesNotContain(TestDirectory.FINDERS, "client_tls_key");
        assertThat(granted("alice", "alices-password").leaseDuration()).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url|ldap://ldap.example.com|url: ldap:// without starttls is for servers on this machine alone: use ldaps://, or starttls=true",
                "url|http://x|invalid LDAP scheme in url: use ldaps:// or ldap://",
                "userfilter|(uid={{.UserDN}})|invalid userfilter: of templates it can hold these alone: {{.UserAttr}} {{.Username}}",
                "userfilter|(uid={{printf .Username}})|invalid userfilter: of templates it can hold these alone: {{.UserAttr}} {{.Username}}",
                "userfilter|(uid={{.Username}}|invalid userfilter: it is not an LDAP filter such as (cn=x)",
                "groupfilter|(cn={{.Group}})|invalid groupfilter: of templates it can hold these alone: {{.UserDN}} {{.Username}}",
                "userdn|people|userdn is not a DN such as ou=people,dc=example,dc=com",
                "groupdn|cn|groupdn is not a DN such as ou=people,dc=example,dc=com",
                "userattr|a)(b|userattr is not the name of an attribute such as cn",
                "groupattr|*|groupattr is not the name of an attribute such as cn",
                "upndomain|a b|upndomain is not a domain such as example.com",
                "tls_min_version|tls11|invalid 'tls_min_version': it must be tls12 or tls13; older ones are not secure",
                "tls_max_version|x|invalid 'tls_max_version': it must be tls12 or tls13; older ones are not secure",
                "dereference_aliases|x|invalid dereference_aliases: it must be never, finding, searching or always",
                "max_page_size|-1|max_page_size must be between 0 and 2147483647",
                "certificate|junk|failed to parse server tls cert: could not parse CA PEM value successfully",
                "client_tls_cert|x|both client_tls_cert and client_tls_key must be set",
                "deny_null_bind|false|deny_null_bind cannot be false: a login without a password proves nothing",
                "use_token_groups|true|use_token_groups is not available: a groupfilter such as (member:1.2.840.113556.1.4.1941:={{.UserDN}}) finds nested groups, too",
                "use_pre111_group_cn_behavior|true|use_pre111_group_cn_behavior is not available: names of groups are found in any case of \"cn\""
            })
    void whatCannotWorkIsRefused(String parameter, String value, String message) {
        refusedConfig(parameter, value, message);
        assertThat(read("config").get("url").asString()).isEqualTo("ldap://127.0.0.1");
    }

    @Test
    void versionsOfTlsAreInOrder() {
        refused(
                () ->
                        post(
                                "config",
                                "{\"tls_min_version\":\"tls13\",\"tls_max_version\":\"tls12\"}"),
                "'tls_max_version' must be greater than or equal to 'tls_min_version'");
    }

    @Test
    void anyCertificateWillDoOnThisMachineAlone() {
        post("config", "{\"url\":\"ldaps://127.0.0.1\",\"insecure_tls\":true}");

        refusedConfig(
                "url",
                "ldaps://127.0.0.1,ldaps://ldap.example.com",
                "insecure_tls is for servers on this machine alone: give the authority of their certificate in certificate");
    }

    @Test
    void aKeyThatIsNoneIsNotRepeated() {
        refused(
                () -> post("config", "{\"client_tls_cert\":\"x\",\"client_tls_key\":\"secret\"}"),
                "failed to parse client X509 key pair");
    }

    @Test
    void aFilterThatForgetsTheAttributeIsWarnedOf() {
        assertThat(
                        post(
                                        "config",
                                        "{\"userattr\":\"uid\",\"userfilter\":\"(mail={{.Username}})\"}")
                                .warnings())
                .containsExactly(
                        "userfilter configured does not consider userattr and may result in colliding entity aliases on logins");
        assertThat(
                        post(
                                        "config",
                                        "{\"userfilter\":\"(|(uid={{.Username}})(mail={{.Username}}))\"}")
                                .warnings())
                .isEmpty();
    }

    @Test
    void groupsAndUsersFromTheirFirstToTheirLastDay() {
        post("groups/Domain%Admins/x", "{\"policies\":\"b,A,a,b\"}");
        post("users/Alice Smith", "{\"policies\":\"p\",\"groups\":\"Two, one,two\"}");

        assertThat(read("groups/domain%admins/X").toString())
                .isEqualTo("{\"policies\":[\"a\",\"b\"]}");
        assertThat(read("users/ALICE  smith").toString())
                .isEqualTo("{\"groups\":\"one,two\",\"policies\":[\"p\"]}");
        assertThat(listed("groups/")).isEqualTo("{\"keys\":[\"domain%admins/x\"]}");
        assertThat(listed("users/")).isEqualTo("{\"keys\":[\"alice smith\"]}");

        desk.send(Operation.DELETE, "auth/ldap/users/ALICE SMITH", "", "root");
        assertThatExceptionOfType(RequestFailure.class).isThrownBy(() -> listed("users/"));
    }

    private List<LoginRole> sources(String after, int limit) {
        return desk.node()
                .transact(transaction ->
                        type.loginRoles(
                                new EngineContext(transaction, mount, desk.now()), after, limit));
    }

    @Test
    void whatGivesPoliciesIsToldPageByPage() {
        post("config", "{\"token_policies\":\"all\"}");
        post("groups/a/b", "{\"policies\":\"g\"}");
        post("groups/ops", "{\"policies\":\"g\"}");
        post("users/alice", "{\"policies\":\"u\"}");
        List<LoginRole> all =
                List.of(
                        new LoginRole("config", List.of("all", "default")),
                        new LoginRole("groups/a/b", List.of("g")),
                        new LoginRole("groups/ops", List.of("g")),
                        new LoginRole("users/alice", List.of("u")));

        assertThat(sources("", 10)).isEqualTo(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(sources(i == 0 ? "" : all.get(i - 1).name(), 1)).containsExactly(all.get(i));
        }
        assertThat(sources("users/alice", 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"users/a\u200bb", "groups/a\u0001b", "users/ "})
    void namesThatNobodyHas(String path) {
        refused(
                () -> post(path, "{\"policies\":\"p\"}"),
                "the name of a user or group has 1 to 512 characters, of which none is invisible");
    }

    @Test
    void caseCountsWhereItIsSaidTo() {
        post("config", "{\"case_sensitive_names\":true}");
        post("groups/Devs", "{\"policies\":\"a\"}");
        post("groups/devs", "{\"policies\":\"b\"}");

        assertThat(read("groups/Devs").toString()).isEqualTo("{\"policies\":[\"a\"]}");
        assertThat(read("groups/devs").toString()).isEqualTo("{\"policies\":[\"b\"]}");
    }
}
