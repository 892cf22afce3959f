package io.sealwright.server.auth.ldap;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A name that somebody logs in with, prepared as directories prepare names before they compare them
 * (RFC 4518): so that one who is found under many spellings has one alias and one count of failed
 * logins.
 *
 * @param text normalised, without outer and double spaces; its case as it was typed
 */
record LoginName(String text) {
    /** Longest name of a user or a group, in UTF-16 units. */
    static final int MAX_LENGTH = 512;

    /** Null if nobody can be called so. */
    static @Nullable LoginName of(String typed) {
        if (typed.length() > MAX_LENGTH) {
            return null;
        }
        String text =
                Normalizer.normalize(typed, Normalizer.Form.NFKC).replaceAll(" {2,}", " ").strip();
        return isFit(text) ? new LoginName(text) : null;
    }

    /** Whether it can be the name of a user or a group. */
    static boolean isFit(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.codePoints().noneMatch(LoginName::isUnfit);
    }

    /** What directories leave out or do not allow in names, or what would not show. */
    private static boolean isUnfit(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            // The rest of what RFC 4518 maps to nothing.
            default ->
                    c == 0x034F
                            || c == 0x1806
                            || c >= 0x180B && c <= 0x180D
                            || c >= 0xFE00 && c <= 0xFE0F
                            || c == 0xFFFC
                            || c == 0xFFFD;
        };
    }

    /** What it is called here: in lower case, unless names differ by case. */
    String local(boolean caseSensitive) {
        return local(text, caseSensitive);
    }

    static String local(String text, boolean caseSensitive) {
        return caseSensitive ? text : text.toLowerCase(Locale.ROOT);
    }

    /** What failed logins are counted under: every spelling that a directory may take for equal. */
    String counted() {
        return text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
