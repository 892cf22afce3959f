package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.TokenDesk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Roles, lists and configuration, and renewals. */
class CertTest extends CertFixture {
    private static final String RENEWING = "1 error occurred:\n\t* failed to renew entry: ";

    private final Made root = Made.authority("CN=Root");
    private final Made leaf = Made.client("CN=app").by(root).serial(4096).make();

    private Response delete(String path) {
        return desk.send(Operation.DELETE, "auth/cert/" + path, "", "root");
    }

    private void missing(String path) {
        assertThatThrownBy(() -> desk.get("auth/cert/" + path, "root"))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new Failure.NotFound(List.of(), null)));
    }

    @Test
    void aRoleReadsAsThePeers() {
        assertThat(
                        post(
                                        "certs/Web",
                                        json().put("certificate", root.pem())
                                                .put("allowed_names", "a, b*")
                                                .put("allowed_dns_sans", "")
                                                .put("policies", "p"))
                                .status())
                .isEqualTo(204);

        ObjectNode shown = read("certs/WEB");
        assertThat(shown.get("certificate").asString()).isEqualTo(root.pem());
        shown.remove("certificate");
        assertThat(shown.toString())
                .isEqualTo(
                        "{\"allowed_common_names\":null,\"allowed_dns_sans\":[],\"allowed_email_sans\":null,"
                                + "\"allowed_metadata_extensions\":null,\"allowed_names\":[\"a\",\"b*\"],"
                                + "\"allowed_organizational_units\":null,\"allowed_uri_sans\":null,\"display_name\":\"web\","
                                + "\"ocsp_ca_certificates\":\"\",\"ocsp_enabled\":false,\"ocsp_fail_open\":false,"
                                + "\"ocsp_query_all_servers\":false,\"ocsp_servers_override\":null,\"policies\":[\"p\"],"
                                + "\"required_extensions\":null,\"token_bound_cidrs\":[],\"token_explicit_max_ttl\":0,"
                                + "\"token_max_ttl\":0,\"token_no_default_policy\":false,\"token_num_uses\":0,"
                                + "\"token_period\":0,\"token_policies\":[\"p\"],\"token_strictly_bind_ip\":false,"
                                + "\"token_ttl\":0,\"token_type\":\"default\"}");
        assertThat(TokenDesk.data(desk.list("auth/cert/certs/", "root")).toString())
                .isEqualTo("{\"keys\":[\"web\"]}");
        assertThat(delete("certs/WEB").status()).isEqualTo(204);
        missing("certs/web");
    }

    @Test
    void whatAChangeDoesNotNameStays() {
        post(
                "certs/r",
                json().put("certificate", root.pem())
                        .put("allowed_common_names", "app")
                        .put("display_name", "shown"));
        post("certs/r", json().put("token_ttl", "5m"));

        ObjectNode shown = read("certs/r");
        assertThat(shown.get("allowed_common_names").toString()).isEqualTo("[\"app\"]");
        assertThat(shown.get("display_name").asString()).isEqualTo("shown");
        assertThat(shown.get("token_ttl").asLong()).isEqualTo(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
            })
    void whatIsNoCertificateIsRefused(String pem) {
        refused(
                () -> post("certs/r", json().put("certificate", pem)),
                "failed to parse certificate");
        refused(
                () ->
                        post(
                                "certs/r",
                                json().put(
                                                "certificate",
                                                root.pem()
                                                        + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
                "failed to parse certificate");
    }

    @Test
    void whatSaysThatItIsNotWantedIsTaken() {
        ObjectNode body = json().put("certificate", root.pem());
        body.put("ocsp_enabled", false).put("ocsp_fail_open", "false");
        body.put("ocsp_ca_certificates", "").putArray("ocsp_servers_override");

        assertThat(post("certs/r", body).status()).isEqualTo(204);
        refused(
                () -> post("certs/r", json().put("lease", 5)),
                "lease is not available; use token_ttl");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 100_001})
    void aCacheHasASize(long size) {
        refused(
                () -> post("config", json().put("ocsp_cache_size", size)),
                "invalid cache size, must be >= 2 and <= 100000");
        post("config", json().put("ocsp_cache_size", 2));
        assertThat(read("config").get("ocsp_cache_size").intValue()).isEqualTo(2);
    }

    @Test
    void longLivesAreWarnedOf() {
        Response response =
                post(
                        "certs/r",
                        json().put("certificate", root.pem())
                                .put("token_ttl", "2764801")
                                .put("token_max_ttl", "2764802")
                                .put("token_period", "2764803"));

        assertThat(response.warnings())
                .containsExactly(
                        "Given ttl of 2764801 seconds is greater than current mount/system default of 2764800 seconds",
                        "Given max_ttl of 2764802 seconds is greater than current mount/system default of 2764800 seconds",
                        "Given period of 2764803 seconds is greater than the backend's maximum TTL of 2764800 seconds");
    }

    @Test
    void listsOfRevokedCertificates() {
        refused(() -> read("crls/a"), "no such CRL a");
        refused(() -> delete("crls/a"), "no such CRL a");
        refused(() -> post("crls/a", json()), "one of 'crl' or 'url' must be provided");
        refused(
                () -> post("crls/a", json().put("crl", "x")),
                "failed to parse CRL: not a PEM block \"X509 CRL\"");
        revoke("A", root, leaf, Made.client("CN=b").by(root).serial(17).make());

        assertThat(read("crls/a").toString()).isEqualTo("{\"serials\":{\"17\":{},\"4096\":{}}}");
        assertThat(TokenDesk.data(desk.list("auth/cert/crls/", "root")).toString())
                .isEqualTo("{\"keys\":[\"a\"]}");
        revoke("a", root);
        assertThat(read("crls/a").toString()).isEqualTo("{\"serials\":{}}");
        assertThat(delete("crls/A").status()).isEqualTo(204);
        missing("certs/a");
    }

    @Test
    void theConfigurationKeepsWhatAChangeDoesNotName() {
        assertThat(read("config").toString())
                .isEqualTo(
                        "{\"disable_binding\":false,\"enable_identity_alias_metadata\":false,\"ocsp_cache_size\":0}");
        post("config", json().put("disable_binding", true));
        post("config", json().put("enable_identity_alias_metadata", true));

        assertThat(read("config").toString())
                .isEqualTo(
                        "{\"disable_binding\":true,\"enable_identity_alias_metadata\":true,\"ocsp_cache_size\":0}");
    }

    @Test
    void aLoginSaysWhatItIs() {
        post(
                "certs/web",
                json().put("certificate", root.pem())
                        .put("token_policies", "p")
                        .put("token_ttl", "5m"));

        AuthGrant grant = granted("WEB", leaf);
        assertThat(grant.policies()).containsExactly("default", "p");
        assertThat(grant.leaseDuration()).isEqualTo(300);
        assertThat(grant.metadata())
                .hasSize(5)
                .containsEntry("cert_name", "web")
                .containsEntry("common_name", "app")
                .containsEntry("serial_number", "4096")
                .containsEntry("subject_key_id", "")
                .containsEntry("authority_key_id", "");
        ObjectNode shown = TokenDesk.data(desk.get("auth/token/lookup-self", grant.clientToken()));
        assertThat(shown.get("display_name").asString()).isEqualTo("cert-web");
        assertThat(shown.get("path").asString()).isEqualTo("auth/cert/login");
        assertThat(granted("web", leaf).entityId()).isEqualTo(grant.entityId()).isNotEmpty();
    }

    @Test
    void withoutANameTheFirstThatFitsIsTaken() {
        role("c", root);
        post("certs/b", json().put("certificate", root.pem()).put("allowed_common_names", "other"));
        role("a", Made.authority("CN=Root"));
        assertThat(granted("", leaf).metadata()).containsEntry("cert_name", "c");
        role("z", leaf);

        assertThat(granted("", leaf).metadata()).containsEntry("cert_name", "z");
        refused(() -> login("b", leaf), UNMET);
        refused(() -> login("a", leaf), STRANGER);
    }

    @Test
    void fromElsewhereNobodyLogsIn() {
        post(
                "certs/r",
                json().put("certificate", root.pem()).put("token_bound_cidrs", "10.0.0.0/8"));

        assertThatThrownBy(() -> login("r", leaf))
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(
                                                new Failure.PermissionDenied("permission denied")));
    }

    @Test
    void aTokenIsRenewedWithTheCertificateOfItsLoginAlone() {
        role("r", root);
        AuthGrant grant = granted("r", leaf);
        Made other = Made.client("CN=app").by(root).make();
        Made sameKey = Made.client("CN=app").by(root).keys(leaf.keys()).make();

        String message =
                RENEWING
                        + "client identity during renewal not matching client identity used during login\n\n";
        assertThat(renewed(grant, leaf).clientToken()).isEqualTo(grant.clientToken());
        refused(() -> renewed(grant, other), message);
        refused(() -> renewed(grant, other, leaf), message);
        refused(() -> renewed(grant, sameKey), message);
        refused(() -> renewed(grant), "no client certificate found");
        refused(
                () -> desk.post("auth/token/renew-self", "{}", grant.clientToken()),
                "no client certificate found");
        post("config", json().put("disable_binding", true));
        assertThat(renewed(grant, other).clientToken()).isEqualTo(grant.clientToken());
        assertThat(renewed(grant).clientToken()).isEqualTo(grant.clientToken());
    }

    @Test
    void aCertificateThatWasRevokedSinceRenewsNothing() {
        role("r", root);
        AuthGrant grant = granted("r", leaf);
        revoke("a", root, leaf);

        refused(() -> renewed(grant, leaf), UNMET);
    }

    @Test
    void aRoleThatIsGoneOrAnotherOrGivesOtherPoliciesRenewsNothing() {
        role("r", root);
        AuthGrant grant = granted("r", leaf);

        post("certs/r", json().put("token_policies", "more"));
        refused(() -> renewed(grant, leaf), RENEWING + "policies have changed, not renewing\n\n");
        delete("certs/r");
        String message = RENEWING + "role r does not exist during renewal\n\n";
        refused(() -> renewed(grant, leaf), message);
        role("r", root);
        refused(() -> renewed(grant, leaf), message);
    }
}
