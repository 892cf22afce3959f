package io.sealwright.server.auth.gcp;

import io.sealwright.server.config.Settings;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.Call;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Where the accounts of a mount exchange what they sign for a token. Thread-safe. */
@Component
final class TokenUris {
    /** What Google's own clients sign for, whatever their key file says. */
    static final String GOOGLE = "https://oauth2.googleapis.com/token";

    private static final String FIRST_MOUNT = "auth/gcp/";

    private final Namespaces namespaces;
    private final String server;

    @Autowired
    TokenUris(Namespaces namespaces, Settings settings) {
        this(namespaces, settings.gcpUrl());
    }

    /**
     * @param server URL of this node's listener, without a slash at its end
     */
    TokenUris(Namespaces namespaces, String server) {
        this.namespaces = namespaces;
        this.server = server;
    }

    /** As configured; else of this node, with what leads to the mount where it is not the first. */
    String of(Call call, Project project) {
        if (!project.tokenUri().isEmpty()) {
            return project.tokenUri();
        }
        Namespace namespace = namespaces.tree(call.transaction()).open(call.mount().namespaceId());
        String place = (namespace == null ? "" : namespace.path()) + call.mount().path();
        String base = server + "/token";
        return place.equals(FIRST_MOUNT)
                ? base
                : base + "/" + place.substring(0, place.length() - 1);
    }
}
