package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** What roles demand of the names in a certificate. */
class CertNamesTest extends CertFixture {
    private static final String OID = "1.3.6.1.4.1.99999.2";

    private final Made root = Made.authority("CN=Root");

    private void role(String name, String parameter, String value) {
        post("certs/" + name, json().put("certificate", root.pem()).put(parameter, value));
    }

    private Made commonName(ASN1Encodable... values) {
        X500NameBuilder subject = new X500NameBuilder();
        for (ASN1Encodable value : values) {
            subject.addRDN(BCStyle.CN, value);
        }
        return Made.named(subject.build()).by(root).make();
    }

    private Made all() {
        return Made.client("CN=app,OU=web,OU=eu")
                .by(root)
                .names(
                        new GeneralName(GeneralName.dNSName, "app.example"),
                        new GeneralName(GeneralName.rfc822Name, "app@example.com"),
                        new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://x/app"))
                .extension(OID, new DERUTF8String("gold"))
                .make();
    }

    @ParameterizedTest
    @CsvSource({
        "allowed_names, app",
        "allowed_names, *.example",
        "allowed_names, *@example.com",
        "allowed_common_names, 'x,a*p'",
        "allowed_dns_sans, app.*",
        "allowed_email_sans, app@*",
        "allowed_uri_sans, spiffe://*/app",
        "allowed_organizational_units, eu",
        "required_extensions, 1.3.6.1.4.1.99999.2:g*",
    })
    void whatMatchesGetsIn(String parameter, String value) {
        role("r", parameter, value);

        assertThat(granted("r", all()).policies()).containsExactly("default");
    }

    @ParameterizedTest
    @CsvSource({
        "allowed_names, ap",
        "allowed_names, spiffe://*",
        "allowed_common_names, APP",
        "allowed_common_names, app.example",
        "allowed_dns_sans, app",
        "allowed_dns_sans, *.example.com",
        "allowed_email_sans, app.example",
        "allowed_uri_sans, app.example",
        "allowed_organizational_units, app",
        "required_extensions, 1.3.6.1.4.1.99999.2:silver",
        "required_extensions, '1.3.6.1.4.1.99999.2:gold,1.3.6.1.4.1.99999.3:*'",
    })
    void whatDoesNotMatchStaysOut(String parameter, String value) {
        role("r", parameter, value);

        refused(() -> login("r", all()), UNMET);
    }

    @Test
    void aCertificateWithoutNamesMeetsNoDemandForAny() {
        Made bare = Made.client("CN=app").by(root).make();
        for (String parameter :
                List.of(
                        "allowed_dns_sans",
                        "allowed_email_sans",
                        "allowed_uri_sans",
                        "allowed_organizational_units")) {
            role("r", parameter, "*");
            refused(() -> login("r", bare), UNMET);
            role("r", parameter, "");
        }

        assertThat(granted("r", bare).policies()).isNotEmpty();
    }

    @Test
    void allListsMustBeMet() {
        post(
                "certs/r",
                json().put("certificate", root.pem())
                        .put("allowed_common_names", "app")
                        .put("allowed_dns_sans", "other"));

        refused(() -> login("r", all()), UNMET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"app\u0000.evil", "app\u200b", "\u202eppa", "app\n"})
    void aNameWithWhatDoesNotShowIsRefused(String name) {
        role("r", "allowed_common_names", "app*");

        refused(
                () -> login("r", commonName(new DERUTF8String(name))),
                "failed to verify client's certificate: one of its names holds control characters");
    }

    @Test
    void aDnsNameWithANulIsRefused() {
        role("r", "allowed_dns_sans", "*.example");

        refused(
                () -> login("r", Made.client("CN=a").by(root).dns("evil\u0000.example").make()),
                "failed to verify client's certificate: one of its names holds control characters");
    }

    /** Cyrillic, full width, and another form of the same letter. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0430pp", "\uff41pp", "app\u0301"})
    void aNameThatLooksAlikeIsAnother(String name) {
        role("r", "allowed_common_names", "app");

        refused(() -> login("r", commonName(new DERUTF8String(name))), UNMET);
    }

    @ParameterizedTest
    @ValueSource(strings = {" app", "app ", "e\u0301"})
    void aNameThatIdentitiesWouldTakeForAnotherIsRefused(String name) {
        role("r", "allowed_names", "");

        refused(
                () -> login("r", commonName(new DERUTF8String(name))),
                "the common name of the client's certificate begins or ends with a space, or is not in Unicode's form NFC");
    }

    @Test
    void aNameIsTheSameInAnyEncoding() {
        role("r", "allowed_common_names", "app");

        assertThat(granted("r", commonName(new DERBMPString("app"))).metadata())
                .containsEntry("common_name", "app");
    }

    @Test
    void thereIsOneCommonName() {
        role("r", "allowed_names", "");

        refused(
                () -> login("r", commonName(new DERUTF8String("app"), new DERUTF8String("admin"))),
                "failed to verify client's certificate: it has more than one common name");
        refused(
                () -> login("r", Made.client("O=x").by(root).make()),
                "the client's certificate has no common name");
    }

    @Test
    void extensionsThatHoldNoTextAreThereAndEmpty() {
        role("r", "required_extensions", OID + ":*");
        Made number = Made.client("CN=a").by(root).extension(OID, new ASN1Integer(7)).make();

        assertThat(granted("r", number).policies()).isNotEmpty();
        role("r", "required_extensions", OID + ":7");
        refused(() -> login("r", number), UNMET);
    }

    @Test
    void extensionsBecomeMetadataIfTheRoleSaysSo() {
        role("r", "allowed_metadata_extensions", OID + ",1.2.3");
        post("config", json().put("enable_identity_alias_metadata", true));

        assertThat(granted("r", all()).metadata())
                .containsEntry("1-3-6-1-4-1-99999-2", "gold")
                .doesNotContainKey("1-2-3");
        Made long513 =
                Made.client("CN=a")
                        .by(root)
                        .extension(OID, new DERIA5String("x".repeat(513)))
                        .make();
        refused(
                () -> login("r", long513),
                "an extension of the client's certificate cannot become metadata: it is longer than 512 characters, or holds control characters");
    }

    @ParameterizedTest
    @CsvSource({
        "required_extensions, 1.2.3",
        "required_extensions, x:y",
        "allowed_metadata_extensions, name",
    })
    void wrongOidsAreRefused(String parameter, String value) {
        ObjectNode body = json().put("certificate", root.pem()).put(parameter, value);

        refused(
                () -> post("certs/r", body),
                parameter.startsWith("required")
                        ? "required_extensions must be like 1.2.3.4:value"
                        : "allowed_metadata_extensions must be at most 32 OIDs such as 1.2.3.4");
    }
}
