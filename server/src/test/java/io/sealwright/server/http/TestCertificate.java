package io.sealwright.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A self-signed certificate with its key, made by the JDK's keytool. */
public record TestCertificate(KeyStore store, X509Certificate certificate) {
    static final char[] PASSWORD = "changeit".toCharArray();

    public static TestCertificate create(Path folder, String name, String algorithm)
            throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "a",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=ip:127.0.0.1,dns:localhost",
                                "-validity",
                                "30",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .inheritIO()
                        .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return new TestCertificate(store, (X509Certificate) store.getCertificate("a"));
    }

    public void writeCertificate(Path file) throws IOException, GeneralSecurityException {
        write(file, "CERTIFICATE", certificate.getEncoded());
    }

    public void writeKey(Path file) throws IOException, GeneralSecurityException {
        write(file, "PRIVATE KEY", store.getKey("a", PASSWORD).getEncoded());
    }

    private static void write(Path file, String type, byte[] der) throws IOException {
        String body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der);
        Files.writeString(
                file, "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }
}
