package io.sealwright.server.auth.jwt;

import io.sealwright.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A browser login that somebody has begun. It is kept nowhere: the provider hands it back, sealed
 * ({@link FlowStates}).
 *
 * @param redirectUri where the provider sends the browser; empty for the device mode
 * @param clientNonce what whoever began it has to show again; empty for nothing
 * @param seed random, of which everything that must not be guessed is made
 * @param deviceCode of the provider; empty for the other modes
 * @param begun seconds since 1970
 * @param configuration revision of the configuration that it was begun with
 * @param address of whoever began it
 */
record FlowState(
        String role,
        String roleUid,
        String redirectUri,
        String clientNonce,
        byte[] seed,
        String deviceCode,
        long begun,
        long configuration,
        String address) {
    /** How long somebody may take to log in at the provider, in seconds. */
    static final int LIFETIME = 600;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final int ID_BYTES = 16;

    /** By which the token of the provider shows that it is for this login. */
    String nonce() {
        return "n_" + BASE64.encodeToString(made("nonce"));
    }

    /** The secret of RFC 7636 (PKCE): whoever has only seen the code cannot use it. */
    String verifier() {
        return BASE64.encodeToString(made("verifier"));
    }

    String challenge() {
        return BASE64.encodeToString(
                Digests.sha256(verifier().getBytes(StandardCharsets.US_ASCII)));
    }

    byte[] id() {
        return Arrays.copyOf(made("id"), ID_BYTES);
    }

    /** Seconds since 1970. */
    long end() {
        return begun + LIFETIME;
    }

    boolean knows(String nonce) {
        return clientNonce.isEmpty()
                || Digests.equal(
                        clientNonce.getBytes(StandardCharsets.UTF_8),
                        nonce.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] made(String what) {
        return Digests.sha256(what.getBytes(StandardCharsets.US_ASCII), seed);
    }

    @Override
    public String toString() {
        return "FlowState";
    }
}
