package io.sealwright.server.auth.cert;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.jspecify.annotations.Nullable;

/** What the extensions of a certificate hold. */
final class Extensions {
    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String AUTHORITY_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

    private Extensions() {}

    /** The decoded value; null if there is no such extension, or it is no single ASN.1 value. */
    static @Nullable ASN1Primitive value(X509Certificate certificate, String oid) {
        byte[] wrapped = certificate.getExtensionValue(oid);
        if (wrapped == null) {
            return null;
        }
        try {
            return ASN1Primitive.fromByteArray(ASN1OctetString.getInstance(wrapped).getOctets());
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return null;
        }
    }

    /** Hex with colons; empty if it has none. */
    static String subjectKey(X509Certificate certificate) {
        return value(certificate, SUBJECT_KEY) instanceof ASN1OctetString id
                ? COLONS.formatHex(id.getOctets())
                : "";
    }

    /** Whom the certificate says to ask about it. */
    static List<String> responders(X509Certificate certificate) {
        ASN1Primitive value = value(certificate, AUTHORITY_ACCESS);
        if (value == null) {
            return List.of();
        }
        try {
            return Arrays.stream(
                            AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
                    .filter(one -> one.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                    .map(AccessDescription::getAccessLocation)
                    .filter(place -> place.getTagNo() == GeneralName.uniformResourceIdentifier)
                    .map(place -> place.getName().toString())
                    .toList();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return List.of();
        }
    }

    /** Hex with colons; empty if it has none. */
    static String authorityKey(X509Certificate certificate) {
        ASN1Primitive value = value(certificate, AUTHORITY_KEY);
        if (value == null) {
            return "";
        }
        try {
            byte[] id = AuthorityKeyIdentifier.getInstance(value).getKeyIdentifierOctets();
            return id == null ? "" : COLONS.formatHex(id);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return "";
        }
    }
}
