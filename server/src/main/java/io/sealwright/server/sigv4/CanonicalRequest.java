package io.sealwright.server.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request in the one form that both sides sign. Texts hold one character for each byte of a
 * header, as HTTP reads them.
 *
 * @param path percent-encoded, in its canonical form
 * @param query percent-encoded and sorted
 * @param headers those that are signed: lower-case names, canonical values
 * @param bodyDigest SHA-256 of the body in lower-case hex
 */
public record CanonicalRequest(
        String method,
        String path,
        String query,
        SortedMap<String, String> headers,
        String bodyDigest) {
    private static final Pattern SPACES = Pattern.compile(" {2,}");

    public CanonicalRequest {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    /** Names of the signed headers as a signature lists them. */
    public String signedHeaders() {
        return String.join(";", headers.keySet());
    }

    String text() {
        StringBuilder lines = new StringBuilder();
        headers.forEach((name, value) -> lines.append(name).append(':').append(value).append('\n'));
        return String.join(
                "\n", method, path, query, lines.toString(), signedHeaders(), bodyDigest);
    }

    /**
     * What the signature is of.
     *
     * @param time as the request says it, {@code yyyymmddThhmmssZ}
     */
    public String toSign(String time, CredentialScope scope) {
        String digest = Signing.sha256(text().getBytes(StandardCharsets.ISO_8859_1));
        return String.join("\n", Signing.ALGORITHM, time, scope.text(), digest);
    }

    /** The canonical value of a header that may have come in several fields. */
    public static String value(List<String> fields) {
        List<String> values = new ArrayList<>(fields.size());
        for (String field : fields) {
            String value = field.strip();
            values.add(value.contains("  ") ? SPACES.matcher(value).replaceAll(" ") : value);
        }
        return String.join(",", values);
    }

    /**
     * The canonical form of parameters as they were sent, already percent-encoded.
     *
     * @param raw each {@code name=value} or {@code name}
     */
    public static String query(List<String> raw) {
        List<String> pairs = new ArrayList<>(raw.size());
        for (String pair : raw) {
            pairs.add(pair.indexOf('=') < 0 ? pair + "=" : pair);
        }
        // By name, then by value: a '=' sorts behind characters that names may hold.
        pairs.sort((one, other) -> {
            int names = name(one).compareTo(name(other));
            return names != 0 ? names : one.compareTo(other);
        });
        return String.join("&", pairs);
    }

    private static String name(String pair) {
        return pair.substring(0, pair.indexOf('='));
    }
}
