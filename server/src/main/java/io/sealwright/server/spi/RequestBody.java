package io.sealwright.server.spi;

import tools.jackson.databind.node.ObjectNode;

/**
 * The parameters of a request: the JSON body's members (or a form's, or the query's). {@code raw}
 * is the JSON text as received, so that a value can be stored exactly as it came; empty where there
 * was no JSON body.
 */
public record RequestBody(ObjectNode object, byte[] raw) {
    @Override
    public String toString() {
        return "RequestBody[" + raw.length + " bytes]";
    }
}
