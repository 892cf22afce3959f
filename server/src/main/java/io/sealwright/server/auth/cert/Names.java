package io.sealwright.server.auth.cert;

import java.text.Normalizer;

/** Names that a certificate gives to its bearer. */
final class Names {
    private Names() {}

    /** What does not show, such as a NUL behind which another name goes on. */
    static boolean isUnfit(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /**
     * Whether a name is the one spelling of itself: identities take those for equal that differ in
     * Unicode's forms or in spaces around them, which patterns do not.
     */
    static boolean isPlain(String name) {
        return name.equals(name.strip()) && Normalizer.isNormalized(name, Normalizer.Form.NFC);
    }
}
