package io.sealwright.server.engine.database.username;

import java.nio.charset.StandardCharsets;

/**
 * What names one kind of database takes.
 *
 * @param template of generated names, unless a connection has one of its own
 * @param longest in bytes: others are cut or refused by the database
 * @param supplementary whether it keeps characters outside of Unicode's basic plane, as emoji are
 * @param database its name, for errors
 */
public record UsernameRules(String template, int longest, boolean supplementary, String database) {
    /**
     * The same name, if it can be one of a user.
     *
     * @throws IllegalArgumentException if it cannot; the message does not quote it
     */
    public String checked(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the username is empty");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > longest) {
            throw new IllegalArgumentException(
                    "the username is longer than "
                            + longest
                            + " bytes, which is the most that "
                            + database
                            + " keeps: truncate it");
        }
        if (name.codePoints().anyMatch(UsernameRules::isUnfit)) {
            throw new IllegalArgumentException(
                    "the username holds control characters, or others that are not text");
        }
        if (!supplementary && name.codePoints().anyMatch(Character::isSupplementaryCodePoint)) {
            throw new IllegalArgumentException(
                    "the username holds characters, such as emoji, that "
                            + database
                            + " would replace by others");
        }
        return name;
    }

    private static boolean isUnfit(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED ->
                    true;
            default -> false;
        };
    }
}
