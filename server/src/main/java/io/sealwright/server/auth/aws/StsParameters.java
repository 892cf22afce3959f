package io.sealwright.server.auth.aws;

import io.sealwright.server.aws.RoleArn;
import io.sealwright.server.aws.StsErrors;
import java.time.Duration;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The parameters of STS operations, in the limits of its model. */
record StsParameters(ObjectNode body) {
    private static final Pattern SESSION_NAME = Pattern.compile("[A-Za-z0-9_+=,.@-]{2,64}");
    private static final int LEAST_TOKEN = 4;
    private static final int MOST_TOKEN = 20_000;
    private static final String NOT_NULL = "Member must not be null";

    /** Shortest life of a session that can be asked for. */
    static final Duration LEAST_LIFE = Duration.ofMinutes(15);

    /** How long a session of a role lives if nobody says otherwise. */
    static final Duration USUAL_LIFE = Duration.ofHours(1);

    /** Longest life of a session of a role. */
    static final Duration ROLES_LIFE = Duration.ofHours(12);

    /** Longest life of a session of a role that was assumed from another one's. */
    static final Duration CHAINED_LIFE = Duration.ofHours(1);

    /** Longest life of a signer's own session, and how long it lives if nobody says otherwise. */
    static final Duration SIGNERS_LIFE = Duration.ofHours(36);

    static final Duration SIGNERS_USUAL_LIFE = Duration.ofHours(12);

    /** Empty if it is not there. */
    private String text(String name) {
        JsonNode node = body.get(name);
        return node != null && node.isString() ? node.stringValue() : "";
    }

    RoleArn role() {
        String text = text("RoleArn");
        if (text.isEmpty()) {
            throw StsErrors.constraint("roleArn", NOT_NULL);
        }
        RoleArn role = RoleArn.of(text);
        if (role.name().isEmpty()) {
            throw StsErrors.validation(
                    "RoleArn is invalid; it is arn:aws:iam::<12 digits>:role/<name>");
        }
        return role;
    }

    String sessionName() {
        String name = text("RoleSessionName");
        if (name.isEmpty()) {
            throw StsErrors.constraint("roleSessionName", NOT_NULL);
        }
        if (!SESSION_NAME.matcher(name).matches()) {
            throw StsErrors.constraint(
                    "roleSessionName",
                    "Member must satisfy regular expression pattern: [\\w+=,.@-]* and have 2 to 64"
                            + " characters");
        }
        return name;
    }

    String webIdentityToken() {
        String token = text("WebIdentityToken");
        if (token.isEmpty()) {
            throw StsErrors.constraint("webIdentityToken", NOT_NULL);
        }
        if (token.length() < LEAST_TOKEN || token.length() > MOST_TOKEN) {
            throw StsErrors.constraint(
                    "webIdentityToken",
                    "Member must have length between " + LEAST_TOKEN + " and " + MOST_TOKEN);
        }
        return token;
    }

    /**
     * How long a session lives.
     *
     * @param most that can be asked for at all
     * @param usual if nobody asks
     * @param longest that there can be, where a role or a mount says so
     */
    Duration life(Duration most, Duration usual, Duration longest) {
        String text = text("DurationSeconds");
        if (text.isEmpty()) {
            return lesser(usual, longest);
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw StsErrors.validation("DurationSeconds is no number of seconds");
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(text));
        if (asked.compareTo(LEAST_LIFE) < 0) {
            throw StsErrors.constraint(
                    "durationSeconds",
                    "Member must have value greater than or equal to " + LEAST_LIFE.toSeconds());
        }
        if (asked.compareTo(most) > 0) {
            throw StsErrors.constraint(
                    "durationSeconds",
                    "Member must have value less than or equal to " + most.toSeconds());
        }
        if (asked.compareTo(longest) > 0) {
            throw StsErrors.validation(
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this"
                            + " role; here it is "
                            + longest.toSeconds());
        }
        return asked;
    }

    static Duration lesser(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    @Override
    public String toString() {
        return "StsParameters";
    }
}
