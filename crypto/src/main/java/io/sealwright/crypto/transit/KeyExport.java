package io.sealwright.crypto.transit;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Keys as text, in the forms in which OpenBao exports them: ASCII in an array, which the caller
 * wipes where it is secret.
 */
public final class KeyExport {
    private static final byte[] NONE = {};

    private KeyExport() {}

    /** How an export is written. */
    public enum Format {
        /** What is usual for the type. */
        USUAL,
        /** Base64 of the key's bytes. */
        RAW,
        /** Base64 of PKCS #8 or SubjectPublicKeyInfo. */
        DER,
        /** PEM of the same. */
        PEM
    }

    /**
     * A symmetric key in base64.
     *
     * @throws RefusedException if the format is none for it
     */
    public static byte[] symmetric(VersionKey key, Format format) {
        if (format == Format.DER || format == Format.PEM) {
            throw new RefusedException(
                    "unknown format for HMAC key; supported values are `` or `raw`");
        }
        return base64(key.privatePart());
    }

    /**
     * A private key; empty if there is only a public one.
     *
     * @throws RefusedException if the format is none for it
     */
    public static byte[] privateKey(SignatureKey key, Format format) {
        requireFormat(key.type(), format);
        if (!key.hasPrivatePart()) {
            return NONE;
        }
        return switch (format) {
            case USUAL, RAW -> usual(key);
            case DER -> base64(pkcs8(key));
            case PEM -> pem("PRIVATE KEY", pkcs8(key), key.type().rsa());
        };
    }

    private static byte[] usual(SignatureKey key) {
        return switch (key) {
            case RsaKey rsa -> pem("RSA PRIVATE KEY", rsa.privatePart(), true);
            case EcKey ec -> pem("EC PRIVATE KEY", sec1(ec, true), false);
            case Ed25519Key ed25519 -> base64(ed25519.seedAndPublic());
            case MlDsaKey mldsa -> base64(mldsa.privatePart());
        };
    }

    /**
     * The private key in PKCS #8, which the caller wipes.
     *
     * @throws IllegalArgumentException if there is only a public one
     */
    public static byte[] pkcs8(SignatureKey key) {
        if (!key.hasPrivatePart()) {
            throw new IllegalArgumentException("there is no private key");
        }
        byte[] inner =
                switch (key) {
                    case RsaKey rsa -> rsa.privatePart();
                    case EcKey ec -> sec1(ec, false);
                    case Ed25519Key ed25519 -> Der.octets(ed25519.privatePart());
                    case MlDsaKey mldsa -> Der.taggedOctets(0, mldsa.privatePart());
                };
        try {
            return switch (key) {
                case RsaKey _ -> PrivateKeyInfo.rsa(inner);
                case EcKey ec -> PrivateKeyInfo.ec(EcKey.curve(ec.type()), inner);
                case Ed25519Key _ -> PrivateKeyInfo.of(Oids.ED25519, inner);
                case MlDsaKey mldsa -> PrivateKeyInfo.of(MlDsaKey.oid(mldsa.type()), inner);
            };
        } finally {
            Arrays.fill(inner, (byte) 0);
        }
    }

    /** An ECPrivateKey (RFC 5915). */
    private static byte[] sec1(EcKey key, boolean withCurve) {
        byte[] scalar = key.privatePart();
        try {
            return Der.sequence(
                    Der.integer(BigInteger.ONE),
                    Der.octets(scalar),
                    withCurve ? Der.tagged(0, Der.oid(EcKey.curve(key.type()))) : NONE,
                    Der.tagged(1, Der.bits(key.pointBytes())));
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }

    /**
     * A public key.
     *
     * @throws RefusedException if the format is none for it
     */
    public static byte[] publicKey(SignatureKey key, Format format) {
        requireFormat(key.type(), format);
        return publicKey(key.type(), key.publicPart(), format, key.type().rsa());
    }

    /**
     * A public key as a key's description shows it.
     *
     * @param publicPart a SubjectPublicKeyInfo
     */
    public static byte[] shown(KeyType type, byte[] publicPart) {
        return publicKey(type, publicPart, Format.USUAL, true);
    }

    private static byte[] publicKey(
            KeyType type, byte[] publicPart, Format format, boolean lineEnd) {
        boolean raw = format == Format.USUAL || format == Format.RAW;
        if (raw && !type.rsa() && !type.ecdsa()) {
            return base64(PublicKeyInfo.parse(publicPart).key());
        }
        return format == Format.DER
                ? base64(publicPart.clone())
                : pem("PUBLIC KEY", publicPart.clone(), lineEnd);
    }

    private static void requireFormat(KeyType type, Format format) {
        if (format == Format.RAW && (type.rsa() || type.ecdsa())) {
            throw new RefusedException(
                    "unknown key format for "
                            + (type.rsa() ? "rsa" : "ec")
                            + " key; supported values are ``, `der`, or `pem`");
        }
    }

    /** Wipes what it encodes. */
    private static byte[] base64(byte[] bytes) {
        byte[] text = Base64.getEncoder().encode(bytes);
        Arrays.fill(bytes, (byte) 0);
        return text;
    }

    /** Wipes what it encodes. */
    private static byte[] pem(String label, byte[] der, boolean lineEnd) {
        byte[] body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encode(der);
        Arrays.fill(der, (byte) 0);
        byte[] text =
                Der.concat(
                        ascii("-----BEGIN " + label + "-----\n"),
                        body,
                        ascii("\n-----END " + label + "-----" + (lineEnd ? "\n" : "")));
        Arrays.fill(body, (byte) 0);
        return text;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
