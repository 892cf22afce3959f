package io.sealwright.crypto.transit;

import io.sealwright.crypto.transit.Der.MalformedException;
import java.math.BigInteger;
import java.util.HexFormat;

/** Certificate requests (PKCS #10, RFC 2986) that are signed with a key. */
public final class CertificateRequest {
    /** The longest template, in characters. */
    public static final int MAX_TEMPLATE = 32 << 10;

    private static final Pem PEM = Pem.of("CERTIFICATE REQUEST");
    private static final byte[] SHA256_WITH_RSA = hex("2a864886f70d01010b");
    private static final byte[] ECDSA_WITH_SHA256 = hex("2a8648ce3d040302");
    private static final byte[] ECDSA_WITH_SHA384 = hex("2a8648ce3d040303");
    private static final byte[] ECDSA_WITH_SHA512 = hex("2a8648ce3d040304");

    private CertificateRequest() {}

    /** What stands in a request besides the key. */
    private record Template(byte[] subject, byte[] attributes) {
        static final Template EMPTY = new Template(Der.sequence(), Der.tagged(0, new byte[0]));
    }

    /**
     * A request for a certificate of the key, in PEM.
     *
     * @param template a request in PEM whose subject and attributes are taken; empty for none
     * @throws RefusedException if there is no private key, or the template is none
     */
    public static String pem(SignatureKey key, String template) {
        Template taken = template.isEmpty() ? Template.EMPTY : parse(template);
        byte[] info =
                Der.sequence(
                        Der.integer(BigInteger.ZERO),
                        taken.subject(),
                        key.publicPart(),
                        taken.attributes());
        byte[] request =
                Der.sequence(
                        info, algorithm(key.type()), Der.bits(key.sign(info, options(key.type()))));
        return PEM.encode(request);
    }

    private static Template parse(String pem) {
        if (pem.length() > MAX_TEMPLATE) {
            throw new RefusedException("the CSR is longer than " + MAX_TEMPLATE + " characters");
        }
        try {
            Der.Reader info = new Der.Reader(PEM.decode(pem)).sequence().sequence();
            info.integer();
            byte[] subject = info.element();
            info.sequence();
            byte[] attributes = info.atEnd() ? Template.EMPTY.attributes() : info.element();
            return new Template(subject, attributes);
        } catch (MalformedException | IllegalArgumentException e) {
            throw new RefusedException("could not decode PEM CSR");
        }
    }

    private static SignatureOptions options(KeyType type) {
        HashAlgorithm hash =
                type == KeyType.ECDSA_P384
                        ? HashAlgorithm.SHA2_384
                        : type == KeyType.ECDSA_P521
                                ? HashAlgorithm.SHA2_512
                                : HashAlgorithm.SHA2_256;
        return new SignatureOptions(
                hash, false, false, "pkcs1v15", SignatureOptions.SALT_AUTO, false);
    }

    private static byte[] algorithm(KeyType type) {
        return switch (type) {
            case RSA_2048, RSA_3072, RSA_4096 -> Der.sequence(Der.oid(SHA256_WITH_RSA), Der.NULL);
            case ECDSA_P256 -> Der.sequence(Der.oid(ECDSA_WITH_SHA256));
            case ECDSA_P384 -> Der.sequence(Der.oid(ECDSA_WITH_SHA384));
            case ECDSA_P521 -> Der.sequence(Der.oid(ECDSA_WITH_SHA512));
            case ED25519 -> Der.sequence(Der.oid(Oids.ED25519));
            case MLDSA_44, MLDSA_65, MLDSA_87 -> Der.sequence(Der.oid(MlDsaKey.oid(type)));
            case AES128_GCM96, AES256_GCM96, CHACHA20_POLY1305, XCHACHA20_POLY1305, HMAC ->
                    throw new IllegalArgumentException(type + " signs nothing");
        };
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
