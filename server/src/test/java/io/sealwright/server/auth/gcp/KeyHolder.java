package io.sealwright.server.auth.gcp;

import io.sealwright.server.testing.Signer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Somebody with a key file, who signs as Google's clients do. */
record KeyHolder(JsonNode file, Signer signer) {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    static KeyHolder of(ObjectNode data) {
        JsonNode file = MAPPER.readTree(MAPPER.writeValueAsBytes(data));
        String pem = file.get("private_key").stringValue();
        byte[] der =
                Base64.getMimeDecoder()
                        .decode(
                                pem.replace("-----BEGIN PRIVATE KEY-----", "")
                                        .replace("-----END PRIVATE KEY-----", ""));
        try {
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            PrivateKey key = rsa.generatePrivate(new PKCS8EncodedKeySpec(der));
            RSAPrivateCrtKey numbers = (RSAPrivateCrtKey) key;
            KeyPair pair =
                    new KeyPair(
                            rsa.generatePublic(
                                    new RSAPublicKeySpec(
                                            numbers.getModulus(), numbers.getPublicExponent())),
                            key);
            return new KeyHolder(file, new Signer(file.get("private_key_id").stringValue(), pair));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String text(String member) {
        return file.get(member).stringValue();
    }

    /** What a client claims of itself, with other claims in their place; null takes one away. */
    String claims(Instant now, String audience, String others) {
        ObjectNode claims = MAPPER.createObjectNode();
        claims.put("iss", text("client_email"));
        claims.put("sub", text("client_email"));
        claims.put("aud", audience);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.getEpochSecond() + 3_600);
        claims.setAll((ObjectNode) MAPPER.readTree(others));
        claims.properties().removeIf(claim -> claim.getValue().isNull());
        return claims.toString();
    }

    String signed(Instant now, String audience, String others) {
        return signer.token(claims(now, audience, others));
    }
}
