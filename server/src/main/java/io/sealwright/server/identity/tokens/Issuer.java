package io.sealwright.server.identity.tokens;

import io.sealwright.server.config.Settings;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Decoded;
import java.net.URI;
import java.net.URISyntaxException;
import org.springframework.stereotype.Component;

/** Who says it: the URL in every token, below which its keys are found. Thread-safe. */
@Component
final class Issuer {
    private static final String RECORD = "config";
    private static final RecordCodec<Config> CODEC = RecordCodec.of(Config.class);

    /**
     * @param issuer scheme, host and port; empty = this node's own address
     */
    record Config(String issuer) {}

    private final Namespaces namespaces;
    private final Settings settings;

    Issuer(Namespaces namespaces, Settings settings) {
        this.namespaces = namespaces;
        this.settings = settings;
    }

    static String configured(Call call) {
        Decoded<Config> found =
                SigningKeys.records(call.transaction(), call.mount().namespaceId())
                        .get(RECORD, CODEC);
        return found == null ? "" : found.value().issuer();
    }

    /**
     * @throws RequestFailure if it is no address of a server
     */
    static void configure(Call call, String issuer) {
        if (!issuer.isEmpty()) {
            requireAddress(issuer);
        }
        SigningKeys.records(call.transaction(), call.mount().namespaceId())
                .put(RECORD, CODEC.encode(new Config(issuer)));
    }

    private static void requireAddress(String issuer) {
        try {
            URI uri = new URI(issuer);
            boolean bare =
                    uri.getHost() != null
                            && uri.getRawPath().isEmpty()
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null;
            if (bare && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return;
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw RequestFailure.invalid(
                "invalid issuer, which must include only a scheme, host, and optional port (e.g. https://example.com:8200)");
    }

    /** Without a slash at its end. */
    String url(Call call) {
        String base = configured(call);
        return (base.isEmpty() ? settings.url() : base)
                + "/v1/"
                + call.request().namespace()
                + "identity/oidc";
    }

    Namespace namespace(Call call) {
        Namespace here = namespaces.tree(call.transaction()).open(call.mount().namespaceId());
        if (here == null) {
            throw RequestFailure.notFound("namespace not found");
        }
        return here;
    }
}
