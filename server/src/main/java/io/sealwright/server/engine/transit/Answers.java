package io.sealwright.server.engine.transit;

import io.sealwright.server.spi.RawJson;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Secret text for an answer, that becomes no string on its way out. */
final class Answers {
    private Answers() {}

    /**
     * A JSON string of ASCII without quotes, backslashes or control characters but line ends; wipes
     * the array.
     */
    static RawJson text(byte[] ascii) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(ascii.length + 16);
        json.write('"');
        for (byte b : ascii) {
            if (b == '\n') {
                json.write('\\');
                json.write('n');
            } else {
                json.write(b);
            }
        }
        json.write('"');
        Arrays.fill(ascii, (byte) 0);
        return new RawJson(json.toByteArray());
    }
}
