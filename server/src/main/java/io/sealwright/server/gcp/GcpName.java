package io.sealwright.server.gcp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A resource name, such as {@code projects/p/secrets/s/versions/1}. Immutable.
 *
 * @param project as the caller calls it
 * @param location empty = global
 * @param secret empty where none is named
 * @param version a number, an alias or {@code latest}; empty where none is named
 */
public record GcpName(String project, String location, String secret, String version) {
    /** The version that was added last. */
    public static final String LATEST = "latest";

    private static final Pattern SECRET_ID = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final Pattern NAME =
            Pattern.compile(
                    "projects/([A-Za-z0-9][A-Za-z0-9._:-]{0,127})"
                            + "(?:/locations/([a-z][a-z0-9-]{0,62}))?"
                            + "(?:/secrets/([A-Za-z0-9_-]{1,255})"
                            + "(?:/versions/([A-Za-z0-9_-]{1,63}))?)?");

    /** What a name can name. */
    public enum Kind {
        /** A project. */
        PROJECT("projects/*"),
        /** A project, or a location in one. */
        PARENT("projects/* or projects/*/locations/*"),
        LOCATION("projects/*/locations/*"),
        SECRET("projects/*/secrets/* or projects/*/locations/*/secrets/*"),
        VERSION("projects/*/secrets/*/versions/* or projects/*/locations/*/secrets/*/versions/*");

        private final String form;

        Kind(String form) {
            this.form = form;
        }

        /** For error texts. */
        public String form() {
            return form;
        }
    }

    /** Null for what is no name of this kind. */
    public static @Nullable GcpName parse(String text, Kind kind) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        GcpName name =
                new GcpName(matcher.group(1), part(matcher, 2), part(matcher, 3), part(matcher, 4));
        return name.is(kind) ? name : null;
    }

    private static String part(Matcher matcher, int group) {
        String part = matcher.group(group);
        return part == null ? "" : part;
    }

    private boolean is(Kind kind) {
        return switch (kind) {
            case PROJECT -> location.isEmpty() && secret.isEmpty();
            case PARENT -> secret.isEmpty();
            case LOCATION -> !location.isEmpty() && secret.isEmpty();
            case SECRET -> !secret.isEmpty() && version.isEmpty();
            case VERSION -> !version.isEmpty();
        };
    }

    /** Whether the API can name a secret so. */
    public static boolean isSecretId(String text) {
        return SECRET_ID.matcher(text).matches();
    }

    /** Of a secret beside this one, or in this project or location. */
    public GcpName withSecret(String id) {
        return new GcpName(project, location, id, "");
    }

    /** Of a version of this secret. */
    public GcpName withVersion(long number) {
        return new GcpName(project, location, secret, Long.toString(number));
    }

    /** Of the secret that a version is of. */
    public GcpName withoutVersion() {
        return new GcpName(project, location, secret, "");
    }

    /** As the wire has it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("projects/").append(project);
        if (!location.isEmpty()) {
            text.append("/locations/").append(location);
        }
        if (!secret.isEmpty()) {
            text.append("/secrets/").append(secret);
        }
        if (!version.isEmpty()) {
            text.append("/versions/").append(version);
        }
        return text.toString();
    }
}
