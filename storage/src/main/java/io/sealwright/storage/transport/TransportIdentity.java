package io.sealwright.storage.transport;

import io.sealwright.storage.rocks.DataFolderException;
import io.sealwright.storage.rocks.Folders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The key pair and self-signed certificate by which members know this one: EC P-256, made when the
 * folder is, outside of the barrier (sealed members replicate too), readable by the owner alone.
 * Peers pin the certificate's bytes, so its dates and names decide nothing.
 */
public final class TransportIdentity {
    private static final String KEY_FILE = "key.pem";
    private static final String CERTIFICATE_FILE = "certificate.pem";
    private static final Instant NOT_AFTER = Instant.parse("9999-12-31T23:59:59Z");

    private final PrivateKey key;
    private final X509Certificate certificate;
    private final byte[] encoded;

    private TransportIdentity(PrivateKey key, X509Certificate certificate, byte[] encoded) {
        this.key = key;
        this.certificate = certificate;
        this.encoded = encoded;
    }

    /** Reads the identity, or makes one in an empty folder. */
    public static TransportIdentity open(Path folder, String nodeId) {
        try {
            if (!Files.exists(folder.resolve(CERTIFICATE_FILE))) {
                create(folder, nodeId);
            }
            return read(folder);
        } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
            throw new DataFolderException(
                    "the transport identity in " + folder + " cannot be used", failed);
        }
    }

    /** The certificate in DER, as other members pin it. */
    public byte[] certificate() {
        return encoded.clone();
    }

    X509Certificate x509() {
        return certificate;
    }

    PrivateKey key() {
        return key;
    }

    /**
     * First bytes of the certificate's SHA-256: another folder of the same node is another peer of
     * the Raft group.
     */
    public String shortFingerprint() {
        return fingerprint(encoded).substring(0, 8);
    }

    /** SHA-256 of a certificate, in hexadecimal. */
    public static String fingerprint(byte[] certificate) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static X509Certificate parse(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der));
    }

    private static void create(Path folder, String nodeId)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        createPrivateFolder(folder);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        byte[] der = selfSigned(pair, nodeId).getEncoded();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] pem = pem("PRIVATE KEY", pkcs8);
        writePrivately(folder.resolve(KEY_FILE), pem);
        Arrays.fill(pkcs8, (byte) 0);
        Arrays.fill(pem, (byte) 0);
        // Last: where the certificate is, the key is whole.
        Folders.writeAtomically(folder.resolve(CERTIFICATE_FILE), pem("CERTIFICATE", der));
    }

    private static X509Certificate selfSigned(KeyPair pair, String nodeId)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        X500Name name =
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, nodeId)
                        .addRDN(BCStyle.OU, "Sealwright member")
                        .build();
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(128, new SecureRandom()),
                        Date.from(Instant.EPOCH),
                        Date.from(NOT_AFTER),
                        name,
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(
                        new KeyPurposeId[] {
                            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                        }));
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(pair.getPrivate())));
    }

    private static TransportIdentity read(Path folder)
            throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(folder.resolve(KEY_FILE));
        byte[] pkcs8 = unpem(pem);
        PrivateKey key =
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        Arrays.fill(pem, (byte) 0);
        Arrays.fill(pkcs8, (byte) 0);
        byte[] der = unpem(Files.readAllBytes(folder.resolve(CERTIFICATE_FILE)));
        return new TransportIdentity(key, parse(der), der);
    }

    private static void createPrivateFolder(Path folder) throws IOException {
        if (posix()) {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /** The file is never readable by others, not even while it is written. */
    private static void writePrivately(Path file, byte[] bytes) throws IOException {
        Files.deleteIfExists(file);
        if (posix()) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(file, bytes);
        Folders.sync(file);
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static byte[] pem(String what, byte[] der) {
        String text =
                "-----BEGIN "
                        + what
                        + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                        + "\n-----END "
                        + what
                        + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] unpem(byte[] pem) throws GeneralSecurityException {
        String text = new String(pem, StandardCharsets.US_ASCII);
        int start = text.indexOf('\n');
        int end = text.lastIndexOf("-----END");
        if (!text.startsWith("-----BEGIN ") || start < 0 || end < start) {
            throw new GeneralSecurityException("not a PEM file");
        }
        return Base64.getMimeDecoder().decode(text.substring(start, end));
    }

    @Override
    public String toString() {
        return "TransportIdentity[" + shortFingerprint() + "]";
    }
}
