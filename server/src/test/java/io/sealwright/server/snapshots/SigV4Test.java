package io.sealwright.server.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of Amazon's documentation of the signature in the Authorization header for S3. */
class SigV4Test {
    private static final String EMPTY =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Instant AT = Instant.parse("2013-05-24T00:00:00Z");
    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private static final SigV4 SIGNATURE =
            new SigV4(
                    "AKIAIOSFODNN7EXAMPLE",
                    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                    "us-east-1");

    private static String signature(Map<String, String> headers) {
        String header = headers.getOrDefault("authorization", "");
        return header.substring(header.indexOf("Signature=") + "Signature=".length());
    }

    @Test
    void getObjectWithARange() {
        Map<String, String> sent =
                SIGNATURE.sign(
                        "GET", HOST, "/test.txt", "", Map.of("range", "bytes=0-9"), EMPTY, AT);
        assertThat(signature(sent))
                .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void listObjects() {
        Map<String, String> sent =
                SIGNATURE.sign("GET", HOST, "/", "max-keys=2&prefix=J", Map.of(), EMPTY, AT);
        assertThat(signature(sent))
                .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }
}
