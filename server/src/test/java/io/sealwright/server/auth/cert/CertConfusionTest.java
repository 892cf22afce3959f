package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** Certificates that are not the right one, however much they look like it. */
class CertConfusionTest extends CertFixture {
    private static final String UNUSABLE = "failed to verify client's certificate: ";

    private final Made root = Made.authority("CN=Root");
    private final Made leaf = Made.client("CN=app").by(root).serial(7).make();

    /** Nothing may be left of those who were refused. */
    private void stays(String name, String message, Made... shown) {
        int before = desk.stored();
        refused(() -> login(name, shown), message);
        assertThat(desk.stored()).isEqualTo(before);
    }

    @Test
    void thoseThatARoleTrustsGetIn() {
        role("ca", root);
        role("pinned", leaf);

        assertThat(granted("ca", leaf).metadata()).containsEntry("cert_name", "ca");
        assertThat(granted("pinned", leaf).metadata()).containsEntry("cert_name", "pinned");
    }

    @Test
    void aPinnedCertificateIsNotItsTwinWithAnotherKey() {
        role("pinned", leaf);
        Made twin = Made.client("CN=app").by(root).serial(7).make();

        stays("pinned", STRANGER, twin);
        stays("", STRANGER, twin, leaf);
        stays("pinned", STRANGER, twin, leaf, root);
    }

    @Test
    void aPinnedCertificateIsNotItsSiblingNorARenewedOneOfTheSameKey() {
        role("pinned", leaf);

        stays("pinned", STRANGER, Made.client("CN=other").by(root).make(), root);
        stays("pinned", STRANGER, Made.client("CN=app").by(root).keys(leaf.keys()).make());
        stays("pinned", STRANGER, Made.client("CN=app").by(leaf).make(), leaf);
    }

    @Test
    void anAuthorityOfTheSameNameWithAnotherKeyIsAnother() {
        role("ca", root);
        Made imitation = Made.authority("CN=Root");
        Made serial =
                Made.client("CN=Root")
                        .authority()
                        .serial(root.certificate().getSerialNumber().longValue())
                        .make();

        stays("ca", STRANGER, Made.client("CN=app").by(imitation).make());
        stays("ca", STRANGER, Made.client("CN=app").by(imitation).make(), imitation);
        stays("ca", STRANGER, Made.client("CN=app").by(imitation).make(), imitation, root);
        stays("ca", STRANGER, Made.client("CN=app").by(serial).make(), serial);
        stays("ca", STRANGER, imitation);
    }

    @Test
    void aSelfSignedCertificateOfTheSameNameIsAnother() {
        role("ca", root);

        stays("ca", STRANGER, Made.client("CN=app").make());
        stays("ca", STRANGER, Made.client("CN=app").make(), root);
    }

    @Test
    void timesCount() {
        role("ca", root);
        Made expired =
                Made.client("CN=app")
                        .by(root)
                        .valid(
                                Made.NOW.minus(Duration.ofDays(2)),
                                Made.NOW.minus(Duration.ofSeconds(1)))
                        .make();
        Made early =
                Made.client("CN=app")
                        .by(root)
                        .valid(
                                Made.NOW.plus(Duration.ofMinutes(1)),
                                Made.NOW.plus(Duration.ofDays(1)))
                        .make();
        role("pinned", expired);

        String message = UNUSABLE + "it has expired or is not yet valid";
        stays("ca", message, expired);
        stays("ca", message, early);
        stays("pinned", message, expired);
        desk.node().pass(Duration.ofMinutes(2));
        assertThat(granted("ca", early).policies()).containsExactly("default");
    }

    @Test
    void timesOfAuthoritiesCount() {
        Made old =
                Made.client("CN=Old")
                        .authority()
                        .valid(
                                Made.NOW.minus(Duration.ofDays(2)),
                                Made.NOW.minus(Duration.ofSeconds(1)))
                        .make();
        Made middle =
                Made.client("CN=Middle")
                        .authority()
                        .by(root)
                        .valid(
                                Made.NOW.minus(Duration.ofDays(2)),
                                Made.NOW.minus(Duration.ofSeconds(1)))
                        .make();
        role("old", old);
        role("ca", root);

        stays("old", STRANGER, Made.client("CN=app").by(old).make());
        stays("ca", STRANGER, Made.client("CN=app").by(middle).make(), middle);
    }

    @Test
    void whatIsNotForClientsLetsNobodyIn() {
        role("ca", root);
        Made server = Made.client("CN=app").by(root).usage(KeyPurposeId.id_kp_serverAuth).make();
        Made middle =
                Made.client("CN=Middle")
                        .authority()
                        .by(root)
                        .usage(KeyPurposeId.id_kp_serverAuth)
                        .make();
        Made servers =
                Made.client("CN=Servers").authority().usage(KeyPurposeId.id_kp_serverAuth).make();
        role("servers", servers);

        stays(
                "ca",
                UNUSABLE + "its extended key usage does not allow client authentication",
                server);
        stays("ca", STRANGER, Made.client("CN=app").by(middle).make(), middle);
        stays("servers", STRANGER, Made.client("CN=app").by(servers).make());
        refused(
                () -> role("pinned", server),
                "nonCA certificates should have TLS client authentication set as an extended key usage");
        Made client = Made.client("CN=app").by(root).usage(KeyPurposeId.id_kp_clientAuth).make();
        assertThat(granted("ca", client).metadata()).containsEntry("common_name", "app");
    }

    @Test
    void whoIsNoAuthorityVouchesForNobody() {
        Made plain = Made.client("CN=Plain").by(root).make();
        Made unsigning =
                Made.client("CN=Unsigning")
                        .authority()
                        .by(root)
                        .extension(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                        .make();
        role("ca", root, plain);

        for (Made issuer : List.of(leaf, plain, unsigning)) {
            stays("ca", STRANGER, Made.client("CN=x").by(issuer).make(), issuer);
        }
    }

    @Test
    void anAuthorityThatMayNotSignVouchesForNobody() {
        Made unsigning =
                Made.client("CN=Unsigning")
                        .authority()
                        .extension(
                                Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                        .make();
        role("ca", unsigning);

        stays("ca", STRANGER, Made.client("CN=x").by(unsigning).make());
    }

    @Test
    void anIntermediateIsSentOrTrusted() {
        Made middle = Made.client("CN=Middle").authority().by(root).make();
        Made far = Made.client("CN=far").by(middle).make();
        role("ca", root);

        stays("ca", STRANGER, far);
        stays("ca", STRANGER, far, root);
        assertThat(granted("ca", far, middle).metadata()).containsEntry("common_name", "far");
        assertThat(granted("ca", far, root, middle).metadata()).containsEntry("common_name", "far");
        role("middle", middle);
        assertThat(granted("middle", far).metadata()).containsEntry("common_name", "far");
        stays("middle", STRANGER, leaf, root);
    }

    @Test
    void theLengthOfAPathIsKeptTo() {
        Made flat = Made.client("CN=Flat").authority(0).make();
        Made below = Made.client("CN=Below").authority().by(flat).make();
        Made middle = Made.client("CN=Middle").authority(0).by(root).make();
        Made under = Made.client("CN=Under").authority().by(middle).make();
        role("flat", flat);
        role("ca", root);

        assertThat(granted("flat", Made.client("CN=a").by(flat).make()).policies()).isNotEmpty();
        stays("flat", STRANGER, Made.client("CN=a").by(below).make(), below);
        stays("ca", STRANGER, Made.client("CN=a").by(under).make(), under, middle);
    }

    private static NameConstraints constraints(String permitted, String excluded) {
        return new NameConstraints(
                new GeneralSubtree[] {subtree(permitted)},
                new GeneralSubtree[] {subtree(excluded)});
    }

    private static GeneralSubtree subtree(String domain) {
        return new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
    }

    @Test
    void nameConstraintsAreKeptTo() {
        NameConstraints limits = constraints("good.example", "bad.good.example");
        Made limited =
                Made.client("CN=Limited")
                        .authority()
                        .extension(Extension.nameConstraints, true, limits)
                        .make();
        Made middle =
                Made.client("CN=Middle")
                        .authority()
                        .by(root)
                        .extension(Extension.nameConstraints, true, limits)
                        .make();
        role("limited", limited);
        role("ca", root);

        for (String name : List.of("evil.example", "a.bad.good.example", "xgood.example")) {
            stays("limited", STRANGER, Made.client("CN=a").by(limited).dns(name).make());
            stays("ca", STRANGER, Made.client("CN=a").by(middle).dns(name).make(), middle);
        }
        Made good = Made.client("CN=a").by(limited).dns("a.good.example").make();
        Made far = Made.client("CN=a").by(middle).dns("a.good.example").make();
        assertThat(granted("limited", good).policies()).isNotEmpty();
        assertThat(granted("ca", far, middle).policies()).isNotEmpty();
    }

    @Test
    void nameConstraintsOfATrustedAuthorityHoldBelowAnIntermediateToo() {
        Made limited =
                Made.client("CN=Limited")
                        .authority()
                        .extension(
                                Extension.nameConstraints,
                                true,
                                constraints("good.example", "bad.good.example"))
                        .make();
        Made middle = Made.client("CN=Middle").authority().by(limited).make();
        role("limited", limited);

        stays(
                "limited",
                STRANGER,
                Made.client("CN=a").by(middle).dns("evil.example").make(),
                middle);
    }

    @Test
    void whatIsRevokedStaysOut() {
        Made middle = Made.client("CN=Middle").authority().by(root).make();
        Made far = Made.client("CN=far").by(middle).make();
        role("ca", root);
        role("pinned", leaf);
        revoke("a", root, leaf);

        stays("ca", UNMET, leaf);
        stays("pinned", STRANGER, leaf);
        assertThat(granted("ca", far, middle).policies()).isNotEmpty();
        revoke("b", root, middle);
        stays("ca", UNMET, far, middle);
        desk.send(Operation.DELETE, "auth/cert/crls/b", "", "root");
        assertThat(granted("ca", far, middle).policies()).isNotEmpty();
        revoke("b", root, root);
        stays("ca", UNMET, far, middle);
    }

    /** As at the peer: who may write a list may also delete the role. */
    @Test
    void aListCountsWhoeverSignedItAndHoweverOldItIs() {
        role("ca", root);
        revoke("strangers", Made.authority("CN=Nobody"), leaf);

        stays("ca", UNMET, leaf);
    }

    @Test
    void anotherWayToTheSameAuthorityIsTakenIfOneIsRevoked() {
        KeyPair shared = Made.pair();
        Made one = Made.client("CN=Middle").authority().keys(shared).by(root).serial(101).make();
        Made two = Made.client("CN=Middle").authority().keys(shared).by(root).serial(102).make();
        Made far = Made.client("CN=far").by(one).make();
        role("ca", root);
        revoke("a", root, one);

        stays("ca", UNMET, far, one);
        assertThat(granted("ca", far, one, two).policies()).isNotEmpty();
        assertThat(granted("ca", far, two, one).policies()).isNotEmpty();
    }

    @Test
    void aWeakHashOfASignatureCountsForNothing() {
        role("ca", root);

        stays("ca", STRANGER, Made.client("CN=a").by(root).algorithm("SHA1withECDSA").make());
    }

    @Test
    void whatCannotBeReadIsRefused() {
        role("ca", root);
        ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1");

        stays(
                "ca",
                UNUSABLE + "it has an unknown critical extension",
                Made.client("CN=a").by(root).extension(unknown, true, DERNull.INSTANCE).make());
        stays(
                "ca",
                UNUSABLE + "its alternative names cannot be read",
                Made.client("CN=a")
                        .by(root)
                        .extension("2.5.29.17", new DEROctetString(new byte[] {1}))
                        .make());
    }

    /** Each of them may have signed each other: there are thousands of ways, and none leads out. */
    @Test
    void aMazeOfAuthoritiesLeadsNowhere() {
        role("ca", root);
        KeyPair shared = Made.pair();
        Made maze = new Made(Made.authority("CN=Root").certificate(), shared);
        List<Made> shown = new ArrayList<>();
        shown.add(Made.client("CN=a").by(maze).make());
        for (int i = 0; i < 7; i++) {
            shown.add(Made.client("CN=Root").authority().keys(shared).make());
        }

        stays("ca", STRANGER, shown.toArray(Made[]::new));
    }

    @Test
    void withoutTlsOrACertificateNobodyGetsIn() {
        role("ca", root);

        refused(() -> desk.post("auth/cert/login", "{}", ""), "no client certificate found");
        stays("", "no client certificate found");
        stays("nobody", STRANGER, leaf);
        stays("../ca", STRANGER, leaf);
    }
}
