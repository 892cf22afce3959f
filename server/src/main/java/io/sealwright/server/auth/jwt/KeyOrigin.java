package io.sealwright.server.auth.jwt;

import io.sealwright.server.outbound.Trust;
import java.util.List;

/** Where the keys come from that a provider's tokens are signed with. */
sealed interface KeyOrigin {
    /** Given with the configuration, in PEM. */
    record Pinned(List<String> pems) implements KeyOrigin {}

    /** A key set at a URL. */
    record Jwks(String url, Trust trust) implements KeyOrigin {}

    /** A key set that the provider's description of itself names. */
    record Discovery(String issuer, Trust trust) implements KeyOrigin {}
}
