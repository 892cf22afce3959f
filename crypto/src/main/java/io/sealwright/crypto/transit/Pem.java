package io.sealwright.crypto.transit;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Texts between the lines {@code BEGIN} and {@code END} of one label (RFC 7468). */
record Pem(String head, String tail) {
    static Pem of(String label) {
        return new Pem("-----BEGIN " + label + "-----", "-----END " + label + "-----");
    }

    /**
     * What the first such text holds; what stands before and behind it is not looked at.
     *
     * @throws IllegalArgumentException if there is none, or it is not in base64
     */
    byte[] decode(String text) {
        int head = text.indexOf(this.head);
        int start = head + this.head.length();
        // The two lines may not share their dashes.
        int end = head < 0 ? -1 : text.indexOf(tail, start);
        if (end < 0) {
            throw new IllegalArgumentException("not in PEM");
        }
        return Base64.getMimeDecoder()
                .decode(text.substring(start, end).getBytes(StandardCharsets.UTF_8));
    }

    String encode(byte[] der) {
        return head
                + "\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n"
                + tail
                + "\n";
    }
}
