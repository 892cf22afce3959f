package io.sealwright.server.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What identity tokens can be signed with: RFC 7518, RFC 8037. */
enum SigningAlgorithm {
    RS256("RSA"),
    RS384("RSA"),
    RS512("RSA"),
    ES256("EC"),
    ES384("EC"),
    ES512("EC"),
    EDDSA("Ed25519");

    private static final int RSA_BITS = 2_048;
    private static final int ED25519_BYTES = 32;

    private final String family;

    SigningAlgorithm(String family) {
        this.family = family;
    }

    /** As a token's header names it. */
    String label() {
        return this == EDDSA ? "EdDSA" : name();
    }

    static @Nullable SigningAlgorithm find(String label) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /** Costs some tenths of a second for RSA. */
    KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(family);
            switch (this) {
                case RS256, RS384, RS512 -> generator.initialize(RSA_BITS);
                case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case ES384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
                case ES512 -> generator.initialize(new ECGenParameterSpec("secp521r1"));
                case EDDSA -> {}
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no keys for " + label(), e);
        }
    }

    PublicKey publicKey(byte[] x509) {
        try {
            return KeyFactory.getInstance(family).generatePublic(new X509EncodedKeySpec(x509));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a stored key that cannot be read");
        }
    }

    /** The signature of a token's first two parts, in the form that belongs at its end. */
    byte[] sign(byte[] pkcs8, byte[] signed) {
        try {
            PrivateKey key =
                    KeyFactory.getInstance(family).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            JWSHeader header = new JWSHeader(JWSAlgorithm.parse(label()));
            return switch (this) {
                case RS256, RS384, RS512 -> new RSASSASigner(key).sign(header, signed).decode();
                case ES256, ES384, ES512 ->
                        new ECDSASigner((ECPrivateKey) key).sign(header, signed).decode();
                case EDDSA -> edwards(key, signed);
            };
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException("a stored key that cannot sign");
        }
    }

    private static byte[] edwards(PrivateKey key, byte[] signed) throws GeneralSecurityException {
        Signature ed25519 = Signature.getInstance("Ed25519");
        ed25519.initSign(key);
        ed25519.update(signed);
        return ed25519.sign();
    }

    /** A public key as a key set publishes it. */
    Map<String, Object> published(String kid, byte[] x509) {
        JWK jwk =
                switch (publicKey(x509)) {
                    case RSAPublicKey rsa ->
                            new RSAKey.Builder(rsa)
                                    .keyID(kid)
                                    .keyUse(KeyUse.SIGNATURE)
                                    .algorithm(JWSAlgorithm.parse(label()))
                                    .build();
                    case ECPublicKey point ->
                            new ECKey.Builder(Curve.forECParameterSpec(point.getParams()), point)
                                    .keyID(kid)
                                    .keyUse(KeyUse.SIGNATURE)
                                    .algorithm(JWSAlgorithm.parse(label()))
                                    .build();
                    default -> edwards(kid, x509);
                };
        return jwk.toJSONObject();
    }

    /** The last bytes of the X.509 form are the key itself (RFC 8410). */
    private static JWK edwards(String kid, byte[] x509) {
        byte[] x = Arrays.copyOfRange(x509, x509.length - ED25519_BYTES, x509.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                .keyID(kid)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.EdDSA)
                .build();
    }
}
