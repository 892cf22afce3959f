package io.sealwright.policy;

/**
 * The paths that a rule is for.
 *
 * @param text for {@link Kind#EXACT} the path, for {@link Kind#PREFIX} the path without its final
 *     {@code *}, for {@link Kind#SEGMENTS} the pattern as written
 * @param kind how it matches
 */
public record PathPattern(String text, Kind kind) {

    /** How a pattern matches. */
    public enum Kind {
        /** The path alone. */
        EXACT,
        /** Every path that begins so. */
        PREFIX,
        /** {@code +} stands for one whole segment; a final {@code *} for any rest. */
        SEGMENTS
    }

    /**
     * Reads a pattern as Vault does: one leading slash is dropped; {@code +} counts only as a whole
     * segment.
     *
     * @throws IllegalArgumentException for {@code +*}
     */
    public static PathPattern of(String raw) {
        String path = raw.startsWith("/") ? raw.substring(1) : raw;
        if (path.contains("+*")) {
            throw new IllegalArgumentException("invalid use of wildcards ('+*' is forbidden)");
        }
        if (path.equals("+") || path.startsWith("+/") || path.contains("/+")) {
            return new PathPattern(path, Kind.SEGMENTS);
        }
        if (path.endsWith("*")) {
            return new PathPattern(path.substring(0, path.length() - 1), Kind.PREFIX);
        }
        return new PathPattern(path, Kind.EXACT);
    }

    /** The pattern as a policy would write it. */
    public String display() {
        return switch (kind) {
            case EXACT, SEGMENTS -> text;
            case PREFIX -> text + "*";
        };
    }
}
