package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.AuthGrant;
import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Logins about which responders on loopback are asked. */
class CertOcspIT extends CertFixture {
    private static final String AND = "; additionally got errors during verification: OCSP: ";
    private static final String STATUS = "the responder answered with status 503";

    private final RevocationSite site = new RevocationSite();
    private final RevocationSite other = new RevocationSite();
    private final Made root = Made.authority("CN=Root");
    private final Made leaf = Made.client("CN=app").by(root).make();

    @AfterEach
    void stop() {
        site.close();
        other.close();
    }

    private ObjectNode wanted(String... servers) {
        ObjectNode body = json().put("certificate", root.pem()).put("ocsp_enabled", true);
        if (servers.length > 0) {
            List.of(servers).forEach(body.putArray("ocsp_servers_override")::add);
        }
        return body;
    }

    private void says(RevocationSite one, Replies reply) {
        one.answers(reply::to);
    }

    @Test
    void whoIsGoodGetsInAndWhoIsRevokedDoesNot() {
        post("certs/r", wanted(site.url()));
        says(site, Replies.good(root));

        assertThat(granted("r", leaf).policies()).containsExactly("default");
        Made gone = Made.client("CN=app").by(root).make();
        says(site, Replies.good(root).revoked());
        refused(() -> login("r", gone), UNMET);
        refused(() -> login("", gone), UNMET);
        // The answer of before still counts.
        assertThat(granted("r", leaf).policies()).containsExactly("default");
        assertThat(site.asked()).isEqualTo(2);
    }

    @Test
    void anAnswerCountsNoLongerThanItSays() {
        post("certs/r", wanted(site.url()));
        says(site, Replies.good(root));
        assertThat(granted("r", leaf).policies()).isNotEmpty();

        desk.node().pass(Duration.ofMinutes(30));
        says(
                site,
                Replies.good(root)
                        .times(desk.node().now(), desk.node().now().plus(Duration.ofDays(1)))
                        .revoked());
        refused(() -> login("r", leaf), UNMET);
    }

    @Test
    void whoeverIsUnknownOrNotToldOfStaysOut() {
        post("certs/r", wanted(site.url()));
        says(site, Replies.good(root).unknown());
        refused(
                () -> login("r", leaf),
                UNMET + AND + "the responder does not know the client's certificate");

        Made second = Made.client("CN=app").by(root).make();
        site.fails();
        refused(() -> login("r", second), UNMET + AND + STATUS);
        // Nor is it asked again at once.
        says(site, Replies.good(root));
        refused(() -> login("r", second), UNMET + AND + STATUS);
        desk.node().pass(OcspAnswer.SHORTEST);
        assertThat(granted("r", second).policies()).isNotEmpty();
    }

    @Test
    void failingOpenLetsInAllButTheRevoked() {
        post("certs/r", wanted(site.url()).put("ocsp_fail_open", true));

        says(site, Replies.good(root).unknown());
        assertThat(granted("r", leaf).policies()).isNotEmpty();
        says(site, Replies.good(Made.authority("CN=Root")));
        assertThat(granted("r", Made.client("CN=b").by(root).make()).policies()).isNotEmpty();
        site.fails();
        assertThat(granted("r", Made.client("CN=c").by(root).make()).policies()).isNotEmpty();
        says(site, Replies.good(root).revoked());
        refused(() -> login("r", Made.client("CN=d").by(root).make()), UNMET);
        site.close();
        assertThat(granted("r", Made.client("CN=e").by(root).make()).policies()).isNotEmpty();
    }

    @Test
    void theFirstThatAnswersDecidesUnlessAllAreAsked() {
        post("certs/r", wanted(site.url(), other.url()));
        site.fails();
        says(other, Replies.good(root));
        assertThat(granted("r", leaf).policies()).isNotEmpty();

        says(site, Replies.good(root));
        says(other, Replies.good(root).revoked());
        Made second = Made.client("CN=b").by(root).make();
        assertThat(granted("r", second).policies()).isNotEmpty();
        post("certs/r", json().put("ocsp_query_all_servers", true));
        refused(() -> login("r", second), UNMET);
        other.fails();
        Made third = Made.client("CN=c").by(root).make();
        refused(() -> login("r", third), UNMET + AND + STATUS);
        says(other, Replies.good(root));
        assertThat(granted("r", Made.client("CN=d").by(root).make()).policies()).isNotEmpty();
    }

    @Test
    void aCertificateSaysWhomToAsk() {
        post("certs/r", wanted());
        says(site, Replies.good(root));
        Made named =
                Made.client("CN=a")
                        .by(root)
                        .extension(
                                Extension.authorityInfoAccess,
                                false,
                                new AuthorityInformationAccess(
                                        AccessDescription.id_ad_ocsp,
                                        new GeneralName(
                                                GeneralName.uniformResourceIdentifier, site.url())))
                        .make();

        assertThat(granted("r", named).policies()).isNotEmpty();
        refused(() -> login("r", leaf), UNMET + AND + "no OCSP responder URL");
    }

    @Test
    void belowAnIntermediateThatOneIsAskedAbout() {
        post("certs/r", wanted(site.url()));
        Made middle = Made.client("CN=Middle").authority().by(root).make();
        Made far = Made.client("CN=far").by(middle).make();

        says(site, Replies.good(root));
        refused(
                () -> login("r", far, middle),
                UNMET
                        + AND
                        + "the answer is not signed by the issuer, nor by whom it certified for that");
        desk.node().pass(OcspAnswer.SHORTEST);
        says(site, Replies.good(middle));
        assertThat(granted("r", far, middle).policies()).isNotEmpty();
    }

    @Test
    void aPinnedCertificateNeedsItsIssuer() {
        ObjectNode body = wanted(site.url()).put("certificate", leaf.pem());
        refused(
                () -> post("certs/r", body),
                "ocsp_enabled needs the certificate of the issuer: write it to certificate behind the client's own, or to ocsp_ca_certificates");
        post("certs/r", body.put("certificate", leaf.pem() + root.pem()));
        says(site, Replies.good(root).revoked());
        refused(() -> login("r", leaf), STRANGER);
        post(
                "certs/r",
                body.put("certificate", leaf.pem()).put("ocsp_ca_certificates", root.pem()));
        says(site, Replies.good(root));
        assertThat(granted("r", leaf).policies()).isNotEmpty();
        // Who answers for others lets nobody in.
        refused(() -> login("r", Made.client("CN=b").by(root).make()), STRANGER);
    }

    @Test
    void aTokenOfWhoIsRevokedSinceIsNotRenewed() {
        post("certs/r", wanted(site.url()));
        says(site, Replies.good(root));
        AuthGrant grant = granted("r", leaf);
        assertThat(renewed(grant, leaf).clientToken()).isEqualTo(grant.clientToken());

        desk.node().pass(Duration.ofMinutes(31));
        says(
                site,
                Replies.good(root)
                        .times(desk.node().now(), desk.node().now().plus(Duration.ofDays(1)))
                        .revoked());
        refused(() -> renewed(grant, leaf), UNMET);
    }

    @Test
    void whatCannotBeAskedIsNotWritten() {
        refused(
                () -> post("certs/r", wanted("ldap://x/y")),
                "ocsp_servers_override: the URL must begin with https:// or http://");
        refused(
                () -> post("certs/r", wanted().put("ocsp_ca_certificates", "x")),
                "failed to parse ocsp_ca_certificates");
        ObjectNode many = wanted();
        ArrayNode servers = many.putArray("ocsp_servers_override");
        for (int i = 0; i < 9; i++) {
            servers.add("http://x/" + i);
        }
        refused(() -> post("certs/r", many), "ocsp_servers_override holds more than 8 URLs");
    }

    @Test
    void aRoleReadsAsItWasWritten() {
        post(
                "certs/r",
                wanted("http://ocsp.example/")
                        .put("ocsp_fail_open", true)
                        .put("ocsp_query_all_servers", true)
                        .put("ocsp_ca_certificates", root.pem()));
        post("certs/r", json().put("token_ttl", 60));

        ObjectNode shown = read("certs/r");
        assertThat(shown.get("ocsp_enabled").booleanValue()).isTrue();
        assertThat(shown.get("ocsp_fail_open").booleanValue()).isTrue();
        assertThat(shown.get("ocsp_query_all_servers").booleanValue()).isTrue();
        assertThat(shown.get("ocsp_ca_certificates").stringValue()).isEqualTo(root.pem());
        assertThat(shown.get("ocsp_servers_override").toString())
                .isEqualTo("[\"http://ocsp.example/\"]");
    }
}
