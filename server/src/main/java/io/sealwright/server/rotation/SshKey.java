package io.sealwright.server.rotation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key pair as OpenSSH writes it: a line of {@code authorized_keys}, and a private key in the
 * format {@code openssh-key-v1} without a passphrase. For one thread.
 */
final class SshKey {
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int BLOCK = 8;
    private static final int PEM_WIDTH = 70;
    private static final int ED25519_BYTES = 32;

    private final String name;
    private final byte[] publicPart;
    private final byte[] privatePart;

    /**
     * @param privatePart its own numbers, behind the name
     */
    private SshKey(String name, byte[] publicPart, byte[] privatePart) {
        this.name = name;
        this.publicPart = publicPart;
        this.privatePart = privatePart;
    }

    static SshKey of(KeyKind kind, KeyPair pair) {
        return switch (kind.type()) {
            case KeyKind.RSA -> rsa((RSAPrivateCrtKey) pair.getPrivate());
            case KeyKind.ECDSA ->
                    ecdsa(
                            kind.bits(),
                            (ECPublicKey) pair.getPublic(),
                            (ECPrivateKey) pair.getPrivate());
            default -> ed25519(pair);
        };
    }

    private static SshKey ed25519(KeyPair pair) {
        String name = "ssh-ed25519";
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
        byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        byte[] both = Arrays.copyOf(seed, 2 * ED25519_BYTES);
        System.arraycopy(point, 0, both, ED25519_BYTES, ED25519_BYTES);
        SshKey key =
                new SshKey(
                        name,
                        new SshBytes().text(name).bytes(point).take(),
                        new SshBytes().bytes(point).bytes(both).take());
        Arrays.fill(seed, (byte) 0);
        Arrays.fill(both, (byte) 0);
        return key;
    }

    private static SshKey rsa(RSAPrivateCrtKey key) {
        String name = "ssh-rsa";
        return new SshKey(
                name,
                new SshBytes()
                        .text(name)
                        .number(key.getPublicExponent())
                        .number(key.getModulus())
                        .take(),
                new SshBytes()
                        .number(key.getModulus())
                        .number(key.getPublicExponent())
                        .number(key.getPrivateExponent())
                        .number(key.getCrtCoefficient())
                        .number(key.getPrimeP())
                        .number(key.getPrimeQ())
                        .take());
    }

    private static SshKey ecdsa(int bits, ECPublicKey open, ECPrivateKey secret) {
        String curve = "nistp" + bits;
        String name = "ecdsa-sha2-" + curve;
        int width = (bits + 7) / 8;
        byte[] point = new byte[1 + 2 * width];
        point[0] = 4;
        copy(open.getW().getAffineX(), point, 1, width);
        copy(open.getW().getAffineY(), point, 1 + width, width);
        return new SshKey(
                name,
                new SshBytes().text(name).text(curve).bytes(point).take(),
                new SshBytes().text(curve).bytes(point).number(secret.getS()).take());
    }

    private static void copy(BigInteger number, byte[] to, int at, int width) {
        byte[] bytes = number.toByteArray();
        int length = Math.min(bytes.length, width);
        System.arraycopy(bytes, bytes.length - length, to, at + width - length, length);
    }

    /** A line of {@code authorized_keys}. */
    String publicKey(String comment) {
        String line = name + " " + Base64.getEncoder().encodeToString(publicPart);
        return comment.isEmpty() ? line : line + " " + comment;
    }

    /** To be taken once: what it is made from is wiped. */
    String privateKey(String comment, SecureRandom random) {
        int check = random.nextInt();
        byte[] secrets =
                new SshBytes()
                        .raw(check)
                        .raw(check)
                        .text(name)
                        .raw(privatePart)
                        .text(comment)
                        .padded(BLOCK)
                        .take();
        Arrays.fill(privatePart, (byte) 0);
        byte[] whole =
                new SshBytes()
                        .raw(MAGIC)
                        .text("none")
                        .text("none")
                        .text("")
                        .raw(1)
                        .bytes(publicPart)
                        .bytes(secrets)
                        .take();
        Arrays.fill(secrets, (byte) 0);
        return Pem.of("OPENSSH PRIVATE KEY", whole, PEM_WIDTH);
    }
}
