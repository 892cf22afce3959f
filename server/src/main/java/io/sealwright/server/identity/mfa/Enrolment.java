package io.sealwright.server.identity.mfa;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A new secret as it is told to whatever shall make the codes: once, as a URL and as an image. */
final class Enrolment {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Enrolment() {}

    static ObjectNode shown(TotpMethod method, String entityId, byte[] key) {
        String url = url(method, entityId, key);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put(
                "barcode",
                method.qrSize() == 0
                        ? ""
                        : Base64.getEncoder().encodeToString(QrImage.png(url, method.qrSize())));
        data.put("url", url);
        return data;
    }

    static String url(TotpMethod method, String account, byte[] key) {
        String issuer = encoded(method.issuer());
        return "otpauth://totp/"
                + issuer
                + ":"
                + encoded(account)
                + "?algorithm="
                + method.algorithm()
                + "&digits="
                + method.digits()
                + "&issuer="
                + issuer
                + "&period="
                + method.period()
                + "&secret="
                + base32(key);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** RFC 4648 without padding. */
    static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = (buffer << 8) | (b & 0xFF);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt((buffer >> bits) & 0x1F));
            }
            buffer &= (1 << bits) - 1;
        }
        if (bits > 0) {
            text.append(BASE32.charAt((buffer << (5 - bits)) & 0x1F));
        }
        return text.toString();
    }
}
