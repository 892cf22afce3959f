package io.sealwright.server.auth.jwt;

import io.sealwright.server.jose.ForeignJson;
import io.sealwright.server.jose.KeySet;
import io.sealwright.server.jose.PemKeys;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.jose.VerificationKey;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundAnswer;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundRequest;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.outbound.Trust;
import io.sealwright.storage.Deadline;
import java.net.URI;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Asks providers for their keys, and for what else they say of themselves. Thread-safe. */
@Component
final class ProviderFetching {
    private static final int MAX_DESCRIPTION = 256 << 10;
    static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private final Outbound outbound;

    ProviderFetching(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * Takes no longer than one request may, also where there are two.
     *
     * @throws OutboundException if the provider does not answer, or not as one does
     */
    Provider fetch(KeyOrigin origin) {
        Deadline deadline = Deadline.in(Outbound.TOTAL);
        try {
            return switch (origin) {
                case KeyOrigin.Pinned(var pems) -> known(PemKeys.parse(pems));
                case KeyOrigin.Jwks(var url, var trust) ->
                        known(keys(OutboundUrl.parse(url), trust, deadline));
                case KeyOrigin.Discovery(var issuer, var trust) ->
                        discovered(issuer, trust, deadline);
            };
        } catch (TokenRefused e) {
            throw new OutboundException(e.reason());
        }
    }

    private static Provider known(List<VerificationKey> keys) {
        return new Provider(keys, JsonNodeFactory.instance.objectNode(), false);
    }

    private Provider discovered(String issuer, Trust trust, Deadline deadline) {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        URI uri = OutboundUrl.parse(base + WELL_KNOWN);
        ObjectNode description = ForeignJson.object(body(uri, trust, MAX_DESCRIPTION, deadline));
        JsonNode named = description.get("issuer");
        if (named == null || !named.isString() || !named.stringValue().equals(issuer)) {
            throw new OutboundException(
                    "issuer did not match the returned issuer: the URL must be what the provider calls itself");
        }
        boolean plain = OutboundUrl.isPlain(uri);
        return new Provider(
                keys(Provider.endpoint(description, "jwks_uri", plain), trust, deadline),
                description,
                plain);
    }

    private List<VerificationKey> keys(URI uri, Trust trust, Deadline deadline) {
        return KeySet.parse(body(uri, trust, KeySet.MAX_BYTES, deadline));
    }

    private byte[] body(URI uri, Trust trust, int most, Deadline deadline) {
        OutboundAnswer answer =
                outbound.send(trust, OutboundRequest.get(uri, most), deadline.left());
        if (answer.status() != 200) {
            throw new OutboundException("the provider answered with status " + answer.status());
        }
        return answer.body();
    }
}
