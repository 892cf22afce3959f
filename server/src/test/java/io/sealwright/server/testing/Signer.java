package io.sealwright.server.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Somebody who signs tokens, also such as nobody should: header and claims are what the test
 * writes.
 *
 * @param kid the name under which the public key is published
 */
public record Signer(String kid, KeyPair keys) {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    public static Signer rsa(String kid, int bits) {
        return make(kid, "RSA", generator -> generator.initialize(bits));
    }

    /**
     * @param curve such as {@code secp256r1}
     */
    public static Signer curve(String kid, String curve) {
        return make(kid, "EC", generator -> generator.initialize(new ECGenParameterSpec(curve)));
    }

    public static Signer ed25519(String kid) {
        return make(kid, "Ed25519", _ -> {});
    }

    private interface Setting {
        void set(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static Signer make(String kid, String kind, Setting setting) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            setting.set(generator);
            return new Signer(kid, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static String base64(String text) {
        return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With this signer's kid and the algorithm that goes with the key. */
    public String token(String claims) {
        return token("{\"alg\":\"" + algorithm() + "\",\"kid\":\"" + kid + "\"}", claims);
    }

    /** Signed as the header's {@code alg} says, whatever else stands in it. */
    public String token(String header, String claims) {
        String signed = base64(header) + "." + base64(claims);
        String algorithm = header.replaceAll(".*\"alg\":\"([^\"]*)\".*", "$1");
        return signed
                + "."
                + BASE64.encodeToString(
                        signature(algorithm, signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** What somebody makes who takes a public key for a shared secret. */
    public String hmacToken(byte[] secret, String claims) {
        String signed =
                base64("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}") + "." + base64(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return signed
                    + "."
                    + BASE64.encodeToString(
                            mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String algorithm() {
        return switch (keys.getPublic()) {
            case RSAPublicKey _ -> "RS256";
            case EdECPublicKey _ -> "EdDSA";
            case ECPublicKey point ->
                    switch (point.getParams().getOrder().bitLength()) {
                        case 256 -> "ES256";
                        case 384 -> "ES384";
                        default -> "ES512";
                    };
            default -> throw new AssertionError("a key of another kind");
        };
    }

    private byte[] signature(String algorithm, byte[] data) {
        try {
            Signature signature = signature(algorithm);
            signature.initSign(keys.getPrivate());
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            case "PS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(
                        new PSSParameterSpec(
                                "SHA-" + bits,
                                "MGF1",
                                new MGF1ParameterSpec("SHA-" + bits),
                                Integer.parseInt(bits) / 8,
                                1));
                yield pss;
            }
            default -> Signature.getInstance("Ed25519");
        };
    }

    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The public key as a provider publishes it. */
    public String jwk() {
        String start = "{\"use\":\"sig\",\"kid\":\"" + kid + "\",";
        return switch (keys.getPublic()) {
            case RSAPublicKey rsa ->
                    start
                            + "\"kty\":\"RSA\",\"n\":\""
                            + number(rsa.getModulus().toByteArray(), 0)
                            + "\",\"e\":\""
                            + number(rsa.getPublicExponent().toByteArray(), 0)
                            + "\"}";
            case ECPublicKey point -> {
                int bits = point.getParams().getOrder().bitLength();
                yield start
                        + "\"kty\":\"EC\",\"crv\":\"P-"
                        + bits
                        + "\",\"x\":\""
                        + number(point.getW().getAffineX().toByteArray(), (bits + 7) / 8)
                        + "\",\"y\":\""
                        + number(point.getW().getAffineY().toByteArray(), (bits + 7) / 8)
                        + "\"}";
            }
            default -> {
                byte[] encoded = keys.getPublic().getEncoded();
                yield start
                        + "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\""
                        + BASE64.encodeToString(
                                Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
                        + "\"}";
            }
        };
    }

    /** Without a sign, and with zeros in front up to a length. */
    private static String number(byte[] bytes, int length) {
        int start = bytes[0] == 0 ? 1 : 0;
        byte[] unsigned = new byte[Math.max(length, bytes.length - start)];
        System.arraycopy(
                bytes,
                start,
                unsigned,
                unsigned.length - bytes.length + start,
                bytes.length - start);
        return BASE64.encodeToString(unsigned);
    }

    @Override
    public String toString() {
        return "Signer[" + kid + "]";
    }
}
