package io.sealwright.server.identity.mfa;

import io.sealwright.crypto.Totp;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.RecordCodec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An MFA method as it is stored. What it says of codes holds for the secrets that are made from
 * then on; {@code maxAttempts} for all.
 *
 * @param name empty for none
 * @param issuer shown by whatever makes the codes
 * @param period seconds
 * @param skew how many periods a clock may be ahead or behind: 0 or 1
 * @param keySize bytes
 * @param qrSize pixels of a side; 0 for no image
 * @param maxAttempts wrong codes in a row that lock an entity's secret
 */
record TotpMethod(
        String id,
        String name,
        String issuer,
        int period,
        Totp.Algorithm algorithm,
        int digits,
        int skew,
        int keySize,
        int qrSize,
        int maxAttempts) {
    static final String TYPE = "totp";
    static final RecordCodec<TotpMethod> CODEC = RecordCodec.of(TotpMethod.class);

    Totp totp() {
        return new Totp(algorithm, digits, period);
    }

    ObjectNode shown(Namespace namespace) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("algorithm", algorithm.name());
        data.put("digits", digits);
        data.put("id", id);
        data.put("issuer", issuer);
        data.put("key_size", keySize);
        data.put("max_validation_attempts", maxAttempts);
        data.put("name", name);
        data.put("namespace_id", namespace.id());
        data.put("namespace_path", namespace.path());
        data.put("period", period);
        data.put("qr_size", qrSize);
        data.put("skew", skew);
        data.put("type", TYPE);
        return data;
    }
}
