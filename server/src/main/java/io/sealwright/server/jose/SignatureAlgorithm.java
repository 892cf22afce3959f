package io.sealwright.server.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The algorithms that count: public keys only, so that nobody signs with what is published. */
public enum SignatureAlgorithm {
    RS256("RS256"),
    RS384("RS384"),
    RS512("RS512"),
    ES256("ES256"),
    ES384("ES384"),
    ES512("ES512"),
    PS256("PS256"),
    PS384("PS384"),
    PS512("PS512"),
    EDDSA("EdDSA");

    /** All of them. */
    public static final Set<SignatureAlgorithm> ALL = Set.of(values());

    private final String label;

    SignatureAlgorithm(String label) {
        this.label = label;
    }

    /** As a token's header names it. */
    public String label() {
        return label;
    }

    /** Null if there is none of this name; names differ by case. */
    public static @Nullable SignatureAlgorithm find(String name) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.label.equals(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /** Whether keys like this one are used with it: of the family, and on the curve. */
    boolean fits(PublicKey key) {
        return switch (this) {
            case RS256, RS384, RS512, PS256, PS384, PS512 -> key instanceof RSAPublicKey;
            case ES256 -> isOn(Curve.P_256, key);
            case ES384 -> isOn(Curve.P_384, key);
            case ES512 -> isOn(Curve.P_521, key);
            case EDDSA -> key instanceof EdECPublicKey;
        };
    }

    private static boolean isOn(Curve curve, PublicKey key) {
        return key instanceof ECPublicKey point
                && curve.equals(Curve.forECParameterSpec(point.getParams()));
    }

    /**
     * @param key one that {@link #fits}
     */
    boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
        try {
            return switch (key) {
                case RSAPublicKey rsa -> verifies(new RSASSAVerifier(rsa), signed, signature);
                case ECPublicKey point -> verifies(new ECDSAVerifier(point), signed, signature);
                case EdECPublicKey _ -> verifiesEdwards(key, signed, signature);
                default -> false;
            };
        } catch (JOSEException | GeneralSecurityException e) {
            return false;
        }
    }

    /** With a header of our own: nothing of the token's takes part. */
    private boolean verifies(JWSVerifier verifier, byte[] signed, byte[] signature)
            throws JOSEException {
        JWSHeader header = new JWSHeader(JWSAlgorithm.parse(label));
        return verifier.verify(header, signed, Base64URL.encode(signature));
    }

    private static boolean verifiesEdwards(PublicKey key, byte[] signed, byte[] signature)
            throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initVerify(key);
        ed25519.update(signed);
        return ed25519.verify(signature);
    }
}
