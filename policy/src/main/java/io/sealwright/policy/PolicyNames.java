package io.sealwright.policy;

import java.text.Normalizer;
import java.util.Locale;

/** The one place where a policy's name is brought into its stored form. */
public final class PolicyNames {
    /** The policy that may do everything; exists without being stored. */
    public static final String ROOT = "root";

    /** The policy that every token has unless it asks for none. */
    public static final String DEFAULT = "default";

    /** Longest name, in UTF-16 units. */
    public static final int MAX_LENGTH = 512;

    private static final String PLAIN_MARKS = "-_/.";

    private PolicyNames() {}

    /**
     * Trims and lowers a name, as Vault does. The plain name {@code root} comes back as it is;
     * whether root may be used is the caller's question. What merely looks like it (another case,
     * spaces, full-width letters, invisible characters) is refused, so that no variant can ever be
     * stored or granted beside the real one.
     *
     * @throws IllegalArgumentException if the name is empty, too long, holds a control character,
     *     or is a variant of {@code root}
     */
    public static String normalise(String name) {
        if (isPlain(name)) {
            return name;
        }
        if (name.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "policy name is longer than " + MAX_LENGTH + " characters");
        }
        String normal = name.strip().toLowerCase(Locale.ROOT);
        if (normal.isEmpty()) {
            throw new IllegalArgumentException("policy name is empty");
        }
        if (!name.equals(ROOT) && skeleton(name).equals(ROOT)) {
            throw new IllegalArgumentException("policy name is a variant of \"root\"");
        }
        if (normal.codePoints().anyMatch(PolicyNames::isUnprintable)) {
            throw new IllegalArgumentException("policy name holds a control character");
        }
        return normal;
    }

    /**
     * As nearly every name is: in its stored form already, and nothing that could look like
     * another.
     */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || PLAIN_MARKS.indexOf(c) >= 0;
            if (!plain) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_LENGTH;
    }

    /** What a reader would see: compatibility forms folded, everything invisible taken out. */
    private static String skeleton(String name) {
        StringBuilder visible = new StringBuilder(name.length());
        Normalizer.normalize(name, Normalizer.Form.NFKD)
                .codePoints()
                .filter(c -> !isUnprintable(c) && !isSpace(c) && !isMark(c))
                .forEach(visible::appendCodePoint);
        return visible.toString().toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean isUnprintable(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }
}
