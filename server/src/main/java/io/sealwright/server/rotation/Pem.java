package io.sealwright.server.rotation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Keys and certificates as texts (RFC 7468). */
final class Pem {
    private Pem() {}

    /** Wipes what it gets, which may be a key. */
    static String of(String label, byte[] der) {
        return of(label, der, 64);
    }

    static String of(String label, byte[] der, int width) {
        try {
            String body =
                    Base64.getMimeEncoder(width, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(der);
            return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }
}
