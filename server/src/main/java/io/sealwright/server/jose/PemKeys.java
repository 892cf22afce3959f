package io.sealwright.server.jose;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Public keys and certificates in PEM. */
public final class PemKeys {
    /** Longest PEM of one key, in characters. */
    private static final int MAX_LENGTH = 32 << 10;

    private static final String NONE = "data does not contain any valid public keys";
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PemKeys() {}

    /**
     * One key for each text, without names.
     *
     * @throws TokenRefused if one is no key, or too weak
     */
    public static List<VerificationKey> parse(List<String> pems) {
        if (pems.size() > VerificationKey.MAX) {
            throw new TokenRefused("more than " + VerificationKey.MAX + " public keys");
        }
        List<VerificationKey> keys = new ArrayList<>();
        for (String pem : pems) {
            keys.add(new VerificationKey("", key(pem), ""));
        }
        return List.copyOf(keys);
    }

    private static PublicKey key(String pem) {
        Matcher block = BLOCK.matcher(pem);
        if (pem.length() > MAX_LENGTH || !block.find()) {
            throw new TokenRefused(NONE);
        }
        byte[] der = der(block.group(2));
        PublicKey key = block.group(1).equals("CERTIFICATE") ? certified(der) : bare(der);
        if (key == null) {
            throw new TokenRefused(NONE);
        }
        return key;
    }

    private static byte[] der(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new TokenRefused(NONE);
        }
    }

    private static @Nullable PublicKey certified(byte[] der) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der))
                    .getPublicKey();
        } catch (CertificateException e) {
            return null;
        }
    }

    private static @Nullable PublicKey bare(byte[] der) {
        for (String kind : KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // One of another kind, perhaps.
            }
        }
        return null;
    }
}
