package io.sealwright.server.rotation;

import io.sealwright.rotation.RotationTimes;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a secret is rotated, as whoever may write below {@code rotation/} has set it. Immutable.
 *
 * @param rotator {@value #GENERATOR}, or the name of one of {@code sys/rotators}
 * @param field the member of the secret's data that is generated
 * @param parameters JSON text of an object, which the rotator gets as it is
 * @param retries how often a rotation that failed is tried again before its next time
 * @param retryDelaySeconds before the first of these, doubled each time
 * @param disabled by CancelRotateSecret, or by hand: it stays as it was, and nothing is rotated
 * @param secretArn what a rotation function is told of the secret, as whoever has set it by the AWS
 *     API calls it; empty if nobody has
 * @param functionArn what the AWS API calls the rotator, as it was given; empty if it was not
 */
public record RotationSettings(
        String rotator,
        Schedule schedule,
        String field,
        Generator generator,
        String parameters,
        int retries,
        long retryDelaySeconds,
        boolean disabled,
        @Nullable String secretArn,
        @Nullable String functionArn) {
    /** The one that is always there: it makes a value, and there is no target. */
    public static final String GENERATOR = "generator";

    public static final RotationSettings FIRST =
            new RotationSettings(
                    GENERATOR,
                    Schedule.NONE,
                    "password",
                    Generator.STANDARD,
                    "{}",
                    3,
                    10,
                    false,
                    "",
                    "");

    static final int MAX_RETRIES = 100;
    static final int MAX_PARAMETERS = 16 << 10;
    private static final int MAX_FIELD = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    public RotationSettings {
        // Absent in what earlier versions have stored.
        secretArn = secretArn == null ? "" : secretArn;
        functionArn = functionArn == null ? "" : functionArn;
    }

    @Override
    public String secretArn() {
        return secretArn == null ? "" : secretArn;
    }

    @Override
    public String functionArn() {
        return functionArn == null ? "" : functionArn;
    }

    /** What a rotation function is told of a secret: its ARN, or its name if that is not known. */
    String secretId(String name) {
        return secretArn().isEmpty() ? name : secretArn();
    }

    /** With another rotator, as the AWS API calls it and the secret. */
    public RotationSettings rotatedBy(String other, String itsArn, String ofSecret) {
        return new RotationSettings(
                other,
                schedule,
                field,
                generator,
                parameters,
                retries,
                retryDelaySeconds,
                disabled,
                ofSecret,
                itsArn);
    }

    /** At other times. */
    public RotationSettings at(Schedule times) {
        return new RotationSettings(
                rotator,
                times,
                field,
                generator,
                parameters,
                retries,
                retryDelaySeconds,
                disabled,
                secretArn,
                functionArn);
    }

    /** Turned off, or on again. */
    public RotationSettings disabled(boolean off) {
        return new RotationSettings(
                rotator,
                schedule,
                field,
                generator,
                parameters,
                retries,
                retryDelaySeconds,
                off,
                secretArn,
                functionArn);
    }

    /** When a secret is rotated next. */
    public RotationTimes next(Instant after, byte[] uid) {
        return RotationTimes.scheduled(disabled ? 0 : schedule.nextMillis(after, uid));
    }

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    public void check() {
        if (!isName(rotator)) {
            throw new IllegalArgumentException(
                    "rotator must be generator, or a name of sys/rotators");
        }
        schedule.check();
        generator.check();
        if (field.isEmpty() || field.length() > MAX_FIELD) {
            throw new IllegalArgumentException("field must have 1 to " + MAX_FIELD + " characters");
        }
        if (parameters.length() > MAX_PARAMETERS) {
            throw new IllegalArgumentException(
                    "parameters must not be longer than " + MAX_PARAMETERS + " characters");
        }
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException("retries must be 0 to " + MAX_RETRIES);
        }
        if (retryDelaySeconds < 1 || retryDelaySeconds > 3_600) {
            throw new IllegalArgumentException("retry_delay must be 1s to 1h");
        }
    }

    /** Whether a rotator can have the name. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public String toString() {
        return "RotationSettings[" + rotator + "]";
    }
}
