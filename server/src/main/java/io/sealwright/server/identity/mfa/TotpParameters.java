package io.sealwright.server.identity.mfa;

import io.sealwright.crypto.Totp;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.List;

/** What is written of a method: all of it each time, what is not given being as at first. */
final class TotpParameters {
    static final List<Field> FIELDS =
            List.of(
                    Field.of("method_id", FieldType.STRING, "Id of a method to change."),
                    Field.of("method_name", FieldType.STRING, "Name that no other method has."),
                    Field.of(
                            "issuer",
                            FieldType.STRING,
                            "Shown by whatever makes the codes; at most "
                                    + TotpParameters.MAX_TEXT
                                    + " characters."),
                    Field.of(
                            "period",
                            FieldType.DURATION,
                            "How long a code is for; 30s if not given."),
                    Field.of(
                            "key_size",
                            FieldType.INT,
                            "Bytes of a secret, 16 to 64; 20 if not given."),
                    Field.of(
                            "qr_size",
                            FieldType.INT,
                            "Pixels of a side of the QR code, 0 for none; 200 if not given."),
                    Field.of(
                            "algorithm",
                            FieldType.STRING,
                            "SHA1, SHA256 or SHA512; SHA1 if not given."),
                    Field.of("digits", FieldType.INT, "Of a code, 6 or 8; 6 if not given."),
                    Field.of(
                            "skew",
                            FieldType.INT,
                            "How many periods a clock may be off, 0 or 1; 1 if not given."),
                    Field.of(
                            "max_validation_attempts",
                            FieldType.INT,
                            "Wrong codes in a row that lock a secret for a quarter of an hour; 5 if"
                                    + " not given."));

    /** Of a name or an issuer: so that the URL always fits into a QR code. */
    private static final int MAX_TEXT = 100;

    private static final int MAX_PERIOD = 86_400;

    // RFC 4226 asks for at least 128 bits; what is longer than SHA-512's output adds nothing.
    private static final int MIN_KEY = 16;
    private static final int MAX_KEY = 64;
    private static final int MAX_QR = 1_000;
    private static final int MAX_ATTEMPTS = 100;
    private static final int USUAL_ATTEMPTS = 5;

    private TotpParameters() {}

    /**
     * @throws RequestFailure with what is wrong
     */
    static TotpMethod method(Call call, String id, String name) {
        return new TotpMethod(
                id,
                name,
                issuer(call),
                period(call),
                algorithm(call),
                oneOf(call, "digits", 6, List.of(6L, 8L), "digits can only be 6 or 8"),
                oneOf(call, "skew", 1, List.of(0L, 1L), "skew must be 0 or 1"),
                between(call, "key_size", 20, MIN_KEY, MAX_KEY),
                between(call, "qr_size", 200, 0, MAX_QR),
                attempts(call));
    }

    /** Empty for none. */
    static String name(Call call) {
        return text(call, "method_name");
    }

    private static String issuer(Call call) {
        String issuer = text(call, "issuer");
        if (issuer.isEmpty()) {
            throw RequestFailure.invalid("issuer must be set");
        }
        return issuer;
    }

    private static String text(Call call, String name) {
        String text = call.string(name, "");
        if (text.length() > MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            throw RequestFailure.invalid(
                    name
                            + " has at most "
                            + MAX_TEXT
                            + " characters, none of them a control character");
        }
        return text;
    }

    private static Totp.Algorithm algorithm(Call call) {
        return switch (call.string("algorithm", "SHA1")) {
            case "SHA1" -> Totp.Algorithm.SHA1;
            case "SHA256" -> Totp.Algorithm.SHA256;
            case "SHA512" -> Totp.Algorithm.SHA512;
            default ->
                    throw RequestFailure.invalid(
                            "unrecognized algorithm: it is SHA1, SHA256 or SHA512");
        };
    }

    private static int period(Call call) {
        long seconds = call.duration("period", Duration.ofSeconds(30)).toSeconds();
        if (seconds <= 0) {
            throw RequestFailure.invalid("period must be greater than zero");
        }
        if (seconds > MAX_PERIOD) {
            throw RequestFailure.invalid("period is at most " + MAX_PERIOD + " seconds");
        }
        return (int) seconds;
    }

    private static int oneOf(
            Call call, String name, long usual, List<Long> possible, String otherwise) {
        long value = call.integer(name, usual);
        if (!possible.contains(value)) {
            throw RequestFailure.invalid(otherwise);
        }
        return (int) value;
    }

    private static int between(Call call, String name, long usual, int min, int max) {
        long value = call.integer(name, usual);
        if (value < min || value > max) {
            throw RequestFailure.invalid(name + " must be " + min + " to " + max);
        }
        return (int) value;
    }

    private static int attempts(Call call) {
        int attempts = between(call, "max_validation_attempts", 0, 0, MAX_ATTEMPTS);
        return attempts == 0 ? USUAL_ATTEMPTS : attempts;
    }
}
