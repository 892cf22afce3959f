package io.sealwright.server.identity.mfa;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * A QR code as a PNG of one bit for each pixel. Written here, since the JDK's images need native
 * libraries that the container has not.
 */
final class QrImage {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int HEADER = 13;

    private QrImage() {}

    /**
     * @param size pixels of a side; more if the code needs it
     * @throws IllegalStateException if the text does not fit into any QR code
     */
    static byte[] png(String text, int size) {
        BitMatrix pixels = matrix(text, size);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(HEADER)
                        .putInt(pixels.getWidth())
                        .putInt(pixels.getHeight())
                        .put((byte) 1)
                        .array());
        chunk(out, "IDAT", deflated(rows(pixels)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static BitMatrix matrix(String text, int size) {
        try {
            return new QRCodeWriter()
                    .encode(
                            text,
                            BarcodeFormat.QR_CODE,
                            size,
                            size,
                            Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.M));
        } catch (WriterException e) {
            // Without the cause: it may quote the text, which holds the secret.
            throw new IllegalStateException("a text that fits into no QR code");
        }
    }

    /** Each row: a byte that says that it is not filtered, then its pixels, 1 for white. */
    private static byte[] rows(BitMatrix pixels) {
        int stride = 1 + Math.ceilDiv(pixels.getWidth(), Byte.SIZE);
        byte[] rows = new byte[stride * pixels.getHeight()];
        for (int y = 0; y < pixels.getHeight(); y++) {
            for (int x = 0; x < pixels.getWidth(); x++) {
                if (!pixels.get(x, y)) {
                    rows[y * stride + 1 + x / Byte.SIZE] |= (byte) (0x80 >> x % Byte.SIZE);
                }
            }
        }
        return rows;
    }

    private static byte[] deflated(byte[] rows) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(rows);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4_096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] named =
                ByteBuffer.allocate(type.length() + data.length)
                        .put(type.getBytes(StandardCharsets.US_ASCII))
                        .put(data)
                        .array();
        CRC32 checksum = new CRC32();
        checksum.update(named);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array());
        out.writeBytes(named);
        out.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) checksum.getValue()).array());
    }
}
