package io.sealwright.server.auth.gcp;

import io.sealwright.server.spi.RawJson;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A new key, for the one answer that shows its private half: member for member as Google's console
 * writes key files.
 *
 * @param id 40 hex digits
 */
record KeyFile(String id, KeyPair keys) {
    private static final int BITS = 2_048;
    private static final int ID_BYTES = 20;
    private static final String BEGIN = "\"-----BEGIN PRIVATE KEY-----\\n";
    private static final String END = "\\n-----END PRIVATE KEY-----\\n\"";
    private static final int LINE = 64;

    static KeyFile generated(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, random);
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            return new KeyFile(HexFormat.of().formatHex(id), generator.generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has RSA", e);
        }
    }

    byte[] publicKey() {
        return keys.getPublic().getEncoded();
    }

    /**
     * @param clientId of the account
     */
    ObjectNode content(Project project, String email, String clientId, String tokenUri) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        file.put("type", "service_account");
        file.put("project_id", project.id());
        file.put("private_key_id", id);
        file.putPOJO("private_key", new RawJson(privateKey()));
        file.put("client_email", email);
        file.put("client_id", clientId);
        file.put("auth_uri", "https://accounts.google.com/o/oauth2/auth");
        file.put("token_uri", tokenUri);
        file.put("auth_provider_x509_cert_url", "https://www.googleapis.com/oauth2/v1/certs");
        file.put(
                "client_x509_cert_url",
                "https://www.googleapis.com/robot/v1/metadata/x509/"
                        + URLEncoder.encode(email, StandardCharsets.UTF_8));
        file.put("universe_domain", "googleapis.com");
        return file;
    }

    /** PKCS #8 in PEM, as a JSON string. */
    private byte[] privateKey() {
        byte[] der = keys.getPrivate().getEncoded();
        byte[] base64 = Base64.getEncoder().encode(der);
        ByteArrayOutputStream json = new ByteArrayOutputStream(2 * base64.length);
        json.writeBytes(BEGIN.getBytes(StandardCharsets.US_ASCII));
        for (int at = 0; at < base64.length; at += LINE) {
            if (at > 0) {
                json.write('\\');
                json.write('n');
            }
            json.write(base64, at, Math.min(LINE, base64.length - at));
        }
        json.writeBytes(END.getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(der, (byte) 0);
        Arrays.fill(base64, (byte) 0);
        return json.toByteArray();
    }

    @Override
    public String toString() {
        return "KeyFile[" + id + "]";
    }
}
