package io.sealwright.server.sigv4;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of a signature as they were sent, in the header or in the query.
 *
 * @param time {@code yyyymmddThhmmssZ}
 * @param expires seconds that a presigned request is good for; 0 for one signed in the header
 * @param query the parameters that are signed, percent-encoded
 */
record SignatureParts(
        String credential,
        List<String> signedHeaders,
        String signature,
        String time,
        String sessionToken,
        long expires,
        List<String> query) {
    private static final String CREDENTIAL = "Credential";
    private static final String SIGNED_HEADERS = "SignedHeaders";
    private static final String SIGNATURE = "Signature";
    private static final String IN_QUERY = "X-Amz-";
    private static final long MAX_EXPIRES = 604_800;

    /** What is missing or twice there; caught where a request becomes a signature. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        final transient SignatureRefused why;

        Refused(SignatureRefused why) {
            super(why.message(), null, false, false);
            this.why = why;
        }
    }

    static SignatureParts of(SignedMessage message) throws Refused {
        List<String> query =
                message.query().isEmpty() ? List.of() : Arrays.asList(message.query().split("&"));
        boolean presigned =
                query.stream().anyMatch(pair -> pair.startsWith(IN_QUERY + SIGNATURE + "="));
        if (!message.authorization().isEmpty()) {
            if (presigned || message.authorization().size() > 1) {
                throw new Refused(
                        SignatureRefused.incomplete(
                                "A request is signed once: in one Authorization"
                                        + " header, or in the query."));
            }
            return ofHeader(message, query);
        }
        if (!presigned) {
            throw new Refused(SignatureRefused.missing());
        }
        return ofQuery(query);
    }

    private static SignatureParts ofHeader(SignedMessage message, List<String> query)
            throws Refused {
        String header = message.authorization().getFirst().strip();
        String rest =
                header.startsWith(Signing.ALGORITHM + " ")
                        ? header.substring(Signing.ALGORITHM.length())
                        : "";
        Map<String, String> parts = new HashMap<>();
        for (String part : rest.split(",")) {
            int equals = part.indexOf('=');
            if (equals > 0
                    && parts.put(part.substring(0, equals).strip(), part.substring(equals + 1))
                            != null) {
                throw new Refused(
                        SignatureRefused.incomplete(
                                "Authorization header holds a parameter twice."));
            }
        }
        for (String name : List.of(CREDENTIAL, SIGNATURE, SIGNED_HEADERS)) {
            if (parts.getOrDefault(name, "").isBlank()) {
                throw new Refused(
                        SignatureRefused.incomplete(
                                "Authorization header requires '" + name + "' parameter."));
            }
        }
        return new SignatureParts(
                parts.getOrDefault(CREDENTIAL, "").strip(),
                List.of(parts.getOrDefault(SIGNED_HEADERS, "").strip().split(";")),
                parts.getOrDefault(SIGNATURE, "").strip(),
                time(message),
                one(message, "x-amz-security-token"),
                0,
                query);
    }

    /** By one of two headers; that of AWS counts where both are there. */
    private static String time(SignedMessage message) throws Refused {
        String own = one(message, "x-amz-date");
        String plain = own.isEmpty() ? one(message, "date") : own;
        if (plain.isEmpty()) {
            throw new Refused(
                    SignatureRefused.incomplete(
                            "Authorization header requires existence of either a 'X-Amz-Date' or a"
                                    + " 'Date' header."));
        }
        return own.isEmpty() ? basic(plain) : own;
    }

    /** A date of HTTP in the form that is signed; anything else as it is. */
    private static String basic(String date) {
        try {
            Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
            return SignatureReader.TIME.format(at);
        } catch (DateTimeException e) {
            return date;
        }
    }

    /** Empty if there is none; two are refused, since which of them counts would be a guess. */
    private static String one(SignedMessage message, String name) throws Refused {
        List<String> fields = message.headers().getOrDefault(name, List.of());
        if (fields.size() > 1) {
            throw new Refused(
                    SignatureRefused.incomplete("The header " + name + " is there twice."));
        }
        return fields.isEmpty() ? "" : fields.getFirst().strip();
    }

    private static SignatureParts ofQuery(List<String> query) throws Refused {
        Map<String, String> parts = new HashMap<>();
        List<String> signed = new ArrayList<>();
        for (String pair : query) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (name.startsWith(IN_QUERY) && parts.put(name, decoded(pair, equals)) != null) {
                throw new Refused(
                        SignatureRefused.incomplete("The query holds a parameter twice."));
            }
            if (!name.equals(IN_QUERY + SIGNATURE)) {
                signed.add(pair);
            }
        }
        for (String name : List.of("Algorithm", CREDENTIAL, "Date", SIGNED_HEADERS, "Expires")) {
            if (parts.getOrDefault(IN_QUERY + name, "").isEmpty()) {
                throw new Refused(
                        SignatureRefused.incomplete(
                                "AWS query-string parameters must include '"
                                        + IN_QUERY
                                        + name
                                        + "'."));
            }
        }
        if (!Signing.ALGORITHM.equals(parts.get(IN_QUERY + "Algorithm"))) {
            throw new Refused(
                    SignatureRefused.incomplete(
                            "X-Amz-Algorithm only supports " + Signing.ALGORITHM + "."));
        }
        return new SignatureParts(
                parts.getOrDefault(IN_QUERY + CREDENTIAL, ""),
                List.of(parts.getOrDefault(IN_QUERY + SIGNED_HEADERS, "").split(";")),
                parts.getOrDefault(IN_QUERY + SIGNATURE, ""),
                parts.getOrDefault(IN_QUERY + "Date", ""),
                parts.getOrDefault(IN_QUERY + "Security-Token", ""),
                expires(parts.getOrDefault(IN_QUERY + "Expires", "")),
                signed);
    }

    private static long expires(String text) throws Refused {
        if (text.matches("[0-9]{1,6}")) {
            long seconds = Long.parseLong(text);
            if (seconds > 0 && seconds <= MAX_EXPIRES) {
                return seconds;
            }
        }
        throw new Refused(
                SignatureRefused.incomplete(
                        "X-Amz-Expires must be between 1 and " + MAX_EXPIRES + " seconds."));
    }

    private static String decoded(String pair, int equals) throws Refused {
        try {
            // A plus is no space in what signers write.
            String value = equals < 0 ? "" : pair.substring(equals + 1).replace("+", "%2B");
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    SignatureRefused.incomplete("The query is not percent-encoded correctly."));
        }
    }

    @Override
    public String toString() {
        return "SignatureParts[" + signedHeaders + "]";
    }
}
