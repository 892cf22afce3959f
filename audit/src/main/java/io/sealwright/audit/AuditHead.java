package io.sealwright.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A signed statement that a device's chain has reached a line: a checkpoint. Immutable.
 *
 * @param device name of the device
 * @param node id of the node
 * @param epoch 16 hexadecimal digits
 * @param seq number of the line
 * @param hash SHA-256 of the line without its line break, hexadecimal
 * @param oldestOpen number of the oldest request line without a response, 0 if none
 * @param keyId {@link AuditPublicKey#keyId}
 * @param signature Ed25519 signature, base64
 */
public record AuditHead(
        String device,
        String node,
        String epoch,
        long seq,
        String hash,
        long oldestOpen,
        Instant time,
        String keyId,
        String signature) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    static AuditHead signed(
            HeadSigner signer,
            String device,
            String node,
            ChainPosition at,
            long oldestOpen,
            Instant time) {
        AuditHead unsigned =
                new AuditHead(
                        device,
                        node,
                        at.epoch(),
                        at.seq(),
                        at.hash(),
                        oldestOpen,
                        time,
                        signer.publicKey().keyId(),
                        "");
        String signature = Base64.getEncoder().encodeToString(signer.sign(unsigned.message()));
        return new AuditHead(
                device,
                node,
                at.epoch(),
                at.seq(),
                at.hash(),
                oldestOpen,
                time,
                unsigned.keyId,
                signature);
    }

    /** True if the signature is that of this key over exactly these values. */
    public boolean verifies(AuditPublicKey key) {
        try {
            return keyId.equals(key.keyId())
                    && key.verifies(message(), Base64.getDecoder().decode(signature));
        } catch (IllegalArgumentException e) {
            return false; // no base64
        }
    }

    /** One JSON object, without line break. */
    public String toJson() {
        JsonOut out = new JsonOut();
        write(out);
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static AuditHead fromJson(String json) {
        try {
            return of(JSON.readTree(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not an audit head", e);
        }
    }

    static AuditHead of(JsonNode node) {
        if (node.path("v").asInt(0) != 1) {
            throw new IllegalArgumentException("not an audit head of version 1");
        }
        try {
            return new AuditHead(
                    text(node, "device"),
                    text(node, "node"),
                    text(node, "epoch"),
                    number(node, "seq"),
                    text(node, "hash"),
                    number(node, "open"),
                    Instant.parse(text(node, "time")),
                    text(node, "key_id"),
                    text(node, "signature"));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("audit head with a bad time", e);
        }
    }

    void write(JsonOut out) {
        out.beginObject();
        out.name("v").number(1);
        out.name("device").string(device);
        out.name("node").string(node);
        out.name("epoch").string(epoch);
        out.name("seq").number(seq);
        out.name("hash").string(hash);
        out.name("open").number(oldestOpen);
        out.name("time").string(Rfc3339.text(time));
        out.name("key_id").string(keyId);
        out.name("signature").string(signature);
        out.endObject();
    }

    ChainPosition position() {
        return new ChainPosition(epoch, seq, hash);
    }

    /** What is signed: every field as JSON, so that no two heads share a message. */
    private byte[] message() {
        AuditHead bare = new AuditHead(device, node, epoch, seq, hash, oldestOpen, time, keyId, "");
        return ("sealwright-audit-head\n" + bare.toJson()).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isString()) {
            throw new IllegalArgumentException("audit head without " + name);
        }
        return value.stringValue();
    }

    private static long number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("audit head without " + name);
        }
        return value.longValue();
    }
}
