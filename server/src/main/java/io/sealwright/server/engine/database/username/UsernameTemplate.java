package io.sealwright.server.engine.database.username;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/**
 * How the names of generated users are made: text with {@code {{...}}} in it, as in Go, with the
 * functions of {@link Function} and the fields {@code .DisplayName} and {@code .RoleName}. Not
 * there: conditions, loops, variables. Immutable and thread-safe.
 */
public final class UsernameTemplate {
    /** Longest template, in characters. */
    public static final int MAX_LENGTH = 2_048;

    /** Longest name, in bytes: PostgreSQL would cut it, and two might become one. */
    public static final int MAX_NAME = 63;

    /** OpenBao's for PostgreSQL. */
    public static final String USUAL =
            "{{ printf \"v-%s-%s-%s-%s\" (.DisplayName | truncate 8) (.RoleName | truncate 8) (random 20) (unix_time) | truncate 63 }}";

    private final List<Expression> parts;

    private UsernameTemplate(List<Expression> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * For whom a name is made.
     *
     * @param displayName of the token; may hold anything
     */
    public record Person(String displayName, String roleName) {}

    /**
     * @param text empty for {@link #USUAL}
     * @throws IllegalArgumentException with what is wrong
     */
    public static UsernameTemplate parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "username_template is longer than " + MAX_LENGTH + " characters");
        }
        return new UsernameTemplate(new TemplateReader(text.isEmpty() ? USUAL : text).read());
    }

    /**
     * @throws IllegalArgumentException if no name comes out; the message does not quote it
     */
    public String generate(Person person, Instant now, SecureRandom random) {
        Expression.Scope scope = new Expression.Scope(person, now, random);
        StringBuilder name = new StringBuilder();
        for (Expression part : parts) {
            name.append(part.text(scope));
        }
        return checked(name.toString());
    }

    /**
     * Applies the functions to nobody, as the peer does.
     *
     * @throws IllegalArgumentException if one cannot be applied
     */
    public void check() {
        Expression.Scope nobody =
                new Expression.Scope(new Person("", ""), Instant.EPOCH, new SecureRandom());
        parts.forEach(part -> part.text(nobody));
    }

    /**
     * The same name, if it can be one of a user.
     *
     * @throws IllegalArgumentException if it cannot
     */
    public static String checked(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the username is empty");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
            throw new IllegalArgumentException(
                    "the username is longer than "
                            + MAX_NAME
                            + " bytes, which is the most that PostgreSQL keeps: truncate it");
        }
        if (name.codePoints().anyMatch(UsernameTemplate::isUnfit)) {
            throw new IllegalArgumentException(
                    "the username holds control characters, or others that are not text");
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
