package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.VerificationKey;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundUrl;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a provider says of itself, as of one moment.
 *
 * @param keys that its tokens are signed with
 * @param description as it was discovered; empty if it was not
 * @param plain whether its addresses may do without TLS, as it is on this machine
 */
record Provider(List<VerificationKey> keys, ObjectNode description, boolean plain) {
    /**
     * An address that the description names.
     *
     * @throws OutboundException if there is none, or none that is safe to use
     */
    URI endpoint(String name) {
        return endpoint(description, name, plain);
    }

    boolean has(String name) {
        JsonNode node = description.get(name);
        return node != null && node.isString() && !node.stringValue().isEmpty();
    }

    /** Whether it knows its clients by the header, which it does if it says nothing of it. */
    boolean takesBasic() {
        JsonNode methods = description.get("token_endpoint_auth_methods_supported");
        if (methods == null || !methods.isArray()) {
            return true;
        }
        for (JsonNode method : methods) {
            if (method.isString() && method.stringValue().equals("client_secret_basic")) {
                return true;
            }
        }
        return false;
    }

    static URI endpoint(ObjectNode description, String name, boolean plain) {
        JsonNode node = description.get(name);
        if (node == null || !node.isString()) {
            throw new OutboundException("the provider names no " + name);
        }
        URI uri = OutboundUrl.parse(node.stringValue());
        // A provider elsewhere cannot make this server talk to what listens on its own machine.
        if (OutboundUrl.isPlain(uri) && !plain) {
            throw new OutboundException("the provider's " + name + " does not begin with https://");
        }
        return uri;
    }

    @Override
    public String toString() {
        return "Provider[" + keys.size() + " keys]";
    }
}
