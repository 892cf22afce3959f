package io.sealwright.server.identity.mfa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.sealwright.crypto.Totp;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnrolmentTest {
    private static final byte[] KEY = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    private static TotpMethod method(String issuer, int qrSize) {
        return new TotpMethod("id", "name", issuer, 60, Totp.Algorithm.SHA512, 8, 1, 20, qrSize, 5);
    }

    /** RFC 4648, without its padding. */
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "f, MY",
        "fo, MZXQ",
        "foo, MZXW6",
        "foob, MZXW6YQ",
        "fooba, MZXW6YTB",
        "foobar, MZXW6YTBOI"
    })
    void base32(String text, String encoded) {
        assertThat(Enrolment.base32(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(encoded);
    }

    @Test
    void theUrl() {
        assertThat(Enrolment.url(method("My Corp: a&b", 0), "e1", KEY))
                .isEqualTo(
                        "otpauth://totp/My%20Corp%3A%20a%26b:e1?algorithm=SHA512&digits=8&issuer=My%20Corp%3A%20a%26b"
                                + "&period=60&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    @Test
    void noImageIfNoneIsWanted() {
        assertThat(Enrolment.shown(method("i", 0), "e1", KEY).get("barcode").stringValue())
                .isEmpty();
    }

    /** What another reader of PNGs and QR codes makes of it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 200, 333, 1_000})
    void theImageSaysWhatTheUrlSays(int size) throws Exception {
        TotpMethod method = method("ä".repeat(100), size);
        var shown = Enrolment.shown(method, "11111111-2222-3333-4444-555555555555", KEY);
        byte[] png = Base64.getDecoder().decode(shown.get("barcode").stringValue());
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int width = image.getWidth();

        assertThat(width).isEqualTo(image.getHeight()).isGreaterThanOrEqualTo(size);
        // Readers need some pixels for each module.
        if (size >= 1_000) {
            int[] pixels = image.getRGB(0, 0, width, width, null, 0, width);
            String text =
                    new QRCodeReader()
                            .decode(
                                    new BinaryBitmap(
                                            new HybridBinarizer(
                                                    new RGBLuminanceSource(width, width, pixels))))
                            .getText();
            assertThat(text).isEqualTo(shown.get("url").stringValue());
        }
    }

    @Test
    void whatFitsIntoNoCodeIsNotQuoted() {
        String secret = "secret".repeat(1_000);
        assertThatThrownBy(() -> QrImage.png(secret, 200))
                .isInstanceOf(IllegalStateException.class)
                .hasNoCause()
                .hasMessageNotContaining("secretsecret");
    }
}
