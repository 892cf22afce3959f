package io.sealwright.server.engine.database.username;

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

    private final List<Expression> parts;
    private final UsernameRules rules;

    private UsernameTemplate(List<Expression> parts, UsernameRules rules) {
        this.parts = List.copyOf(parts);
        this.rules = rules;
    }

    /**
     * For whom a name is made.
     *
     * @param displayName of the token; may hold anything
     */
    public record Person(String displayName, String roleName) {}

    /**
     * @param text empty for the usual one of these rules
     * @throws IllegalArgumentException with what is wrong
     */
    public static UsernameTemplate parse(String text, UsernameRules rules) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "username_template is longer than " + MAX_LENGTH + " characters");
        }
        return new UsernameTemplate(
                new TemplateReader(text.isEmpty() ? rules.template() : text).read(), rules);
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
        return rules.checked(name.toString());
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
}
