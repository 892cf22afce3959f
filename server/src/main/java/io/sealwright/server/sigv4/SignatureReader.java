package io.sealwright.server.sigv4;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Takes the signature out of a request and checks all of it that needs no key: that it is whole and
 * for this service, that it covers what it has to, and its time. Thread-safe.
 *
 * <p>A signature has to cover the host and every {@code x-amz-} header that is there; the body's
 * digest is always that of the body as received.
 */
public final class SignatureReader {
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String DIGEST = "x-amz-content-sha256";
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_]{1,128}");
    private static final Pattern BASIC = Pattern.compile("[0-9]{8}T[0-9]{6}Z");
    private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,64}");

    private static final String HOST = "host";

    private final SignatureRules rules;

    public SignatureReader(SignatureRules rules) {
        this.rules = rules;
    }

    /** What is wrong with it, if anything, is in the result. */
    public RequestSignature read(SignedMessage message, Instant now) {
        String accessKeyId = "";
        try {
            SignatureParts parts = SignatureParts.of(message);
            String[] credential = parts.credential().split("/", -1);
            accessKeyId = accessKeyId(credential);
            CredentialScope scope = scope(credential);
            requireTime(parts, scope, now);
            SortedMap<String, String> signed = signed(message, parts.signedHeaders());
            CanonicalRequest canonical =
                    new CanonicalRequest(
                            message.method(),
                            message.path(),
                            CanonicalRequest.query(parts.query()),
                            signed,
                            message.bodyDigest());
            return new RequestSignature(
                    accessKeyId,
                    scope,
                    parts.sessionToken(),
                    canonical.toSign(parts.time(), scope),
                    elsewhere(canonical, parts.time(), scope),
                    parts.signature(),
                    null);
        } catch (SignatureParts.Refused e) {
            return RequestSignature.refused(accessKeyId, e.why);
        }
    }

    /** What it amounts to at each of the other hosts. */
    private List<String> elsewhere(CanonicalRequest here, String time, CredentialScope scope) {
        List<String> texts = new ArrayList<>(rules.hostAliases().size());
        for (String alias : rules.hostAliases()) {
            SortedMap<String, String> headers = new TreeMap<>(here.headers());
            headers.put(HOST, alias);
            texts.add(
                    new CanonicalRequest(
                                    here.method(),
                                    here.path(),
                                    here.query(),
                                    headers,
                                    here.bodyDigest())
                            .toSign(time, scope));
        }
        return texts;
    }

    private static String accessKeyId(String[] credential) throws SignatureParts.Refused {
        if (!KEY_ID.matcher(credential[0]).matches()) {
            throw refused(SignatureRefused.unknownClient());
        }
        return credential[0];
    }

    private CredentialScope scope(String[] credential) throws SignatureParts.Refused {
        if (credential.length != 5) {
            throw refused(
                    SignatureRefused.incomplete(
                            "Credential must have exactly 5 slash-delimited elements, such as"
                                    + " keyid/date/region/service/"
                                    + CredentialScope.TERMINATOR
                                    + "."));
        }
        if (!REGION.matcher(credential[2]).matches()) {
            throw refused(
                    SignatureRefused.invalid("Credential should be scoped to a valid region."));
        }
        if (!credential[3].equals(rules.service())) {
            throw refused(
                    SignatureRefused.invalid(
                            "Credential should be scoped to correct service: '"
                                    + rules.service()
                                    + "'."));
        }
        if (!credential[4].equals(CredentialScope.TERMINATOR)) {
            throw refused(
                    SignatureRefused.invalid(
                            "Credential should be scoped with a valid terminator: '"
                                    + CredentialScope.TERMINATOR
                                    + "'."));
        }
        return new CredentialScope(credential[1], credential[2], credential[3]);
    }

    private void requireTime(SignatureParts parts, CredentialScope scope, Instant now)
            throws SignatureParts.Refused {
        Instant at = time(parts.time());
        if (!scope.date().equals(parts.time().substring(0, 8))) {
            throw refused(
                    SignatureRefused.invalid(
                            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version"
                                    + " of date from HTTP."));
        }
        Instant earliest = now.minus(rules.off());
        Instant latest = now.plus(rules.off());
        boolean presigned = parts.expires() > 0;
        Duration good = rules.good(parts.expires());
        if (at.isAfter(latest)) {
            throw refused(
                    SignatureRefused.invalid(
                            "Signature not yet current: "
                                    + parts.time()
                                    + " is still later than "
                                    + beside(latest, now, " + ")));
        }
        if (presigned ? at.plus(good).isBefore(now) : at.isBefore(earliest)) {
            throw refused(
                    SignatureRefused.invalid(
                            "Signature expired: "
                                    + parts.time()
                                    + " is now earlier than "
                                    + (presigned
                                            ? TIME.format(now.minus(good))
                                            : beside(earliest, now, " - "))));
        }
    }

    private String beside(Instant limit, Instant now, String sign) {
        return TIME.format(limit)
                + " ("
                + TIME.format(now)
                + sign
                + rules.off().toMinutes()
                + " min.)";
    }

    /** By hand: a formatter takes as long as the rest of the header. */
    private static Instant time(String text) throws SignatureParts.Refused {
        if (!BASIC.matcher(text).matches()) {
            throw noTime();
        }
        try {
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 4, 6),
                            number(text, 6, 8),
                            number(text, 9, 11),
                            number(text, 11, 13),
                            number(text, 13, 15))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw noTime();
        }
    }

    private static int number(String text, int from, int end) {
        return Integer.parseInt(text, from, end, 10);
    }

    private static SignatureParts.Refused noTime() {
        return refused(
                SignatureRefused.incomplete(
                        "Date must be in ISO-8601 'basic format': an X-Amz-Date such as"
                                + " 20150830T123600Z."));
    }

    private static SortedMap<String, String> signed(SignedMessage message, List<String> names)
            throws SignatureParts.Refused {
        SortedMap<String, String> signed = new TreeMap<>();
        for (String name : names) {
            List<String> fields = message.headers().get(name);
            if (fields == null) {
                throw refused(SignatureRefused.mismatch());
            }
            signed.put(name, CanonicalRequest.value(fields));
        }
        for (String name : message.headers().keySet()) {
            boolean needed = name.equals(HOST) || name.startsWith("x-amz-");
            if (needed && !signed.containsKey(name)) {
                throw refused(
                        SignatureRefused.invalid(
                                "'" + name + "' must be a 'SignedHeader' in the signature."));
            }
        }
        String digest = signed.get(DIGEST);
        if (digest != null && !digest.equals(message.bodyDigest())) {
            throw refused(
                    SignatureRefused.invalid(
                            "The provided 'x-amz-content-sha256' header does not match the body;"
                                    + " unsigned payloads are not taken."));
        }
        return signed;
    }

    private static SignatureParts.Refused refused(SignatureRefused why) {
        return new SignatureParts.Refused(why);
    }
}
