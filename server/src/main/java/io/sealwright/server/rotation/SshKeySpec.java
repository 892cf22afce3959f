package io.sealwright.server.rotation;

import java.security.KeyPair;
import java.security.SecureRandom;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An SSH key pair that is to be made.
 *
 * @param comment at the end of the public key; may be empty
 * @param pem the private key as PKCS #8, not as OpenSSH writes it
 * @param privateField member of the secret for the private key
 * @param publicField member for the line of {@code authorized_keys}
 */
record SshKeySpec(
        KeyKind kind, String comment, boolean pem, String privateField, String publicField) {

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    static SshKeySpec of(ObjectNode json) {
        KeyParameters given = new KeyParameters(json);
        String format = given.text("format", "openssh");
        if (!format.equals("openssh") && !format.equals("pem")) {
            throw new IllegalArgumentException("format must be openssh or pem");
        }
        SshKeySpec spec =
                new SshKeySpec(
                        KeyKind.of(given.text("type", KeyKind.ED25519), given.number("bits")),
                        given.text("comment", ""),
                        format.equals("pem"),
                        given.field("private_key"),
                        given.field("public_key"));
        given.requireNoOthers();
        KeyParameters.requireDifferent(spec.privateField, spec.publicField);
        return spec;
    }

    /** The members of the secret that are new. */
    ObjectNode make(SecureRandom random) {
        KeyPair pair = kind.generate(random);
        SshKey key = SshKey.of(kind, pair);
        return JsonNodeFactory.instance
                .objectNode()
                .put(
                        privateField,
                        pem
                                ? Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded())
                                : key.privateKey(comment, random))
                .put(publicField, key.publicKey(comment));
    }
}
