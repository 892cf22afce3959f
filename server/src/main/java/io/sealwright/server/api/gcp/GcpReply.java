package io.sealwright.server.api.gcp;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** What became of a call. */
public sealed interface GcpReply {
    /** For the wire, besides what the answer itself needs. */
    Map<String, String> headers();

    /**
     * @param message the answer as JSON of its protobuf message, with names in lowerCamelCase; of
     *     {@code AccessSecretVersion}, {@code payload.data} is a POJO node of {@link
     *     io.sealwright.server.spi.RawJson} that holds the base64 text in its quotes
     */
    record Done(ObjectNode message, Map<String, String> headers) implements GcpReply {}

    record Failed(GcpError error, Map<String, String> headers) implements GcpReply {}
}
