package io.sealwright.server.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A published JSON web key set. */
public final class KeySet {
    /** Longest key set, in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");

    private KeySet() {}

    /**
     * The keys of it that can check signatures. Others are left out: symmetric ones above all, and
     * what is too weak, for encryption, or of a kind that is unknown here.
     *
     * @throws TokenRefused if it is no key set, or holds too many keys
     */
    public static List<VerificationKey> parse(byte[] json) {
        JsonNode keys = ForeignJson.object(json).get("keys");
        if (keys == null || !keys.isArray()) {
            throw new TokenRefused("it is not a JSON web key set");
        }
        if (keys.size() > VerificationKey.MAX) {
            throw new TokenRefused("the key set holds more than " + VerificationKey.MAX + " keys");
        }
        List<VerificationKey> usable = new ArrayList<>();
        for (JsonNode key : keys) {
            VerificationKey found = key instanceof ObjectNode object ? usable(object) : null;
            if (found != null) {
                usable.add(found);
            }
        }
        return List.copyOf(usable);
    }

    private static @Nullable VerificationKey usable(ObjectNode json) {
        try {
            JWK jwk = JWK.parse(json.toString());
            if (jwk.getKeyUse() != null && !jwk.getKeyUse().identifier().equals("sig")) {
                return null;
            }
            PublicKey key = publicKey(jwk);
            return key == null
                    ? null
                    : new VerificationKey(
                            jwk.getKeyID() == null ? "" : jwk.getKeyID(),
                            key,
                            jwk.getAlgorithm() == null ? "" : jwk.getAlgorithm().getName());
        } catch (ParseException
                | JOSEException
                | GeneralSecurityException
                | IllegalArgumentException
                | TokenRefused e) {
            return null;
        }
    }

    private static @Nullable PublicKey publicKey(JWK jwk)
            throws JOSEException, GeneralSecurityException {
        return switch (jwk) {
            case RSAKey rsa -> rsa.toPublicKey();
            case ECKey point -> point.toPublicKey();
            case OctetKeyPair edwards when Curve.Ed25519.equals(edwards.getCurve()) ->
                    edwards(edwards.getDecodedX());
            default -> null;
        };
    }

    private static PublicKey edwards(byte[] x) throws GeneralSecurityException {
        byte[] encoded = new byte[ED25519.length + x.length];
        System.arraycopy(ED25519, 0, encoded, 0, ED25519.length);
        System.arraycopy(x, 0, encoded, ED25519.length, x.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
