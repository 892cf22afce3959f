package io.sealwright.crypto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** Test vectors and golden files from the test resources. */
final class Vectors {
    private Vectors() {}

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The comma-separated lines of a resource; lines that start with # are comments. */
    static List<String[]> rows(String resource) {
        return lines(resource).stream().map(line -> line.split(",", -1)).toList();
    }

    /** A resource that holds one value in hexadecimal, over as many lines as it likes. */
    static byte[] golden(String resource) {
        return hex(String.join("", lines(resource)));
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Vectors.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no test resource " + resource);
            }
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return reader.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
