package io.sealwright.server.sigv4;

import java.util.List;
import java.util.Map;

/**
 * What of a request takes part in its signature.
 *
 * @param path in its canonical form; {@code /} for the services that have one address
 * @param query as received; empty if there is none
 * @param headers lower-case names, without {@code authorization}
 * @param authorization the fields of that name
 * @param bodyDigest SHA-256 of the body as received, in lower-case hex
 */
public record SignedMessage(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        List<String> authorization,
        String bodyDigest) {
    @Override
    public String toString() {
        return "SignedMessage[" + method + " " + path + "]";
    }
}
