package io.sealwright.server.engine.database.username;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** A part of a template. */
sealed interface Expression {
    /** What a template is filled with. */
    record Scope(UsernameTemplate.Person person, Instant now, SecureRandom random) {}

    /** A text or a whole number. */
    record Literal(String text) implements Expression {
        @Override
        public String text(Scope scope) {
            return text;
        }
    }

    /** {@code .DisplayName}. */
    record DisplayName() implements Expression {
        @Override
        public String text(Scope scope) {
            return scope.person().displayName();
        }
    }

    /** {@code .RoleName}. */
    record RoleName() implements Expression {
        @Override
        public String text(Scope scope) {
            return scope.person().roleName();
        }
    }

    /** A function with its arguments; one that is piped in comes last. */
    record Applied(Function function, List<Expression> arguments) implements Expression {
        public Applied {
            arguments = List.copyOf(arguments);
        }

        @Override
        public String text(Scope scope) {
            return function.apply(
                    arguments.stream().map(argument -> argument.text(scope)).toList(), scope);
        }
    }

    /**
     * @throws IllegalArgumentException if a function cannot be applied to what it gets
     */
    String text(Scope scope);
}
