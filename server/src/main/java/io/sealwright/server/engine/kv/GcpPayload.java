package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.spi.RequestFailure;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * What a GCP client stores: bytes, kept as they came.
 *
 * @param kind what the other APIs show them as: data, text or bytes
 * @param checked whether the client gave a checksum, which was right
 */
record GcpPayload(PayloadKind kind, byte[] bytes, boolean checked) {
    static final int MAX = 65_536;

    private static final String DATA = "data";
    private static final String CHECKSUM = "dataCrc32c";
    private static final int CHUNK = 2_048;

    /**
     * @param payload a {@code SecretPayload}
     * @throws RequestFailure if there is nothing in it, or too much, or not what was meant
     */
    static GcpPayload of(GcpParameters payload) {
        byte[] bytes = Base64.getDecoder().decode(payload.text(DATA));
        if (bytes.length == 0) {
            throw GcpErrors.invalid("Secret Payload cannot be empty.");
        }
        if (bytes.length > MAX) {
            throw GcpErrors.invalid("Secret Payload must be at most " + MAX + " bytes.");
        }
        boolean checked = payload.has(CHECKSUM);
        if (checked && payload.number(CHECKSUM) != crc32c(bytes)) {
            throw GcpErrors.invalid(
                    "Secret Payload checksum verification failed: the data is not what its"
                            + " data_crc32c was made of. Send both again.");
        }
        return new GcpPayload(kind(bytes), bytes, checked);
    }

    static long crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    private static PayloadKind kind(byte[] bytes) {
        if (!isText(bytes)) {
            return PayloadKind.BINARY;
        }
        return AwsValue.isMap(bytes) ? PayloadKind.JSON_MAP : PayloadKind.STRING;
    }

    private static boolean isText(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(CHUNK);
        try {
            while (true) {
                out.clear();
                var result = decoder.decode(in, out, true);
                if (result.isError()) {
                    return false;
                }
                if (result.isUnderflow()) {
                    return true;
                }
            }
        } finally {
            Arrays.fill(out.array(), '\0');
        }
    }

    @Override
    public String toString() {
        return "GcpPayload[" + kind + ", " + bytes.length + " bytes]";
    }
}
