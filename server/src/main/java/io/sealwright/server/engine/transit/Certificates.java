package io.sealwright.server.engine.transit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Certificate chains of versions, as text. */
final class Certificates {
    private Certificates() {}

    /**
     * PEM, one after the other; empty if there are none.
     *
     * @param chain in DER
     */
    static String pem(List<byte[]> chain) {
        Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return String.join(
                "\n",
                chain.stream()
                        .map(der ->
                                "-----BEGIN CERTIFICATE-----\n"
                                        + new String(encoder.encode(der), StandardCharsets.US_ASCII)
                                        + "\n-----END CERTIFICATE-----")
                        .toList());
    }
}
