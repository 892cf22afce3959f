package io.sealwright.server.aws.policy;

import io.sealwright.server.token.CidrBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One key of one operator of a statement's {@code Condition}. Immutable. */
final class Condition {
    private static final String IF_EXISTS = "IfExists";
    private static final String NULL = "Null";
    private static final Set<ConditionKey> OF_CALLER =
            Set.of(
                    ConditionKey.PRINCIPAL_ARN,
                    ConditionKey.PRINCIPAL_ACCOUNT,
                    ConditionKey.USER_NAME,
                    ConditionKey.SOURCE_IP);
    // Larger networks than these hold whole countries.
    private static final int LEAST_BITS_V4 = 8;
    private static final int LEAST_BITS_V6 = 32;

    /** Which of several values of a request have to fit. */
    enum Quantifier {
        NONE(""),
        ANY("ForAnyValue:"),
        ALL("ForAllValues:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }

        static Quantifier of(String operator) {
            return operator.startsWith(ANY.prefix)
                    ? ANY
                    : operator.startsWith(ALL.prefix) ? ALL : NONE;
        }
    }

    private final ConditionKey key;
    private final String parameter;
    private final Quantifier quantifier;
    private final @Nullable Operator operator;
    private final boolean ifExists;
    private final List<String> wanted;
    private final List<Predicate<String>> tests;

    /**
     * @param operator null for {@code Null}
     */
    private Condition(
            ConditionKey key,
            String parameter,
            Quantifier quantifier,
            @Nullable Operator operator,
            boolean ifExists,
            List<String> wanted) {
        this.key = key;
        this.parameter = parameter;
        this.quantifier = quantifier;
        this.operator = operator;
        this.ifExists = ifExists;
        this.wanted = wanted;
        tests = tests(operator, wanted);
    }

    private static List<Predicate<String>> tests(@Nullable Operator operator, List<String> wanted) {
        List<Predicate<String>> tests = new ArrayList<>();
        for (String value : wanted) {
            try {
                tests.add((operator == null ? Operator.BOOL : operator).test(value));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        Quote.of(value) + " is no value for this operator: " + e.getMessage(), e);
            }
        }
        return tests;
    }

    /**
     * @param operator as a policy writes it, such as {@code ForAnyValue:StringLikeIfExists}
     * @param key as a policy writes it
     * @param wanted one at least
     * @throws IllegalArgumentException with what of it cannot be evaluated
     */
    static Condition of(String operator, String key, List<String> wanted) {
        ConditionKey known = ConditionKey.find(key);
        if (known == null) {
            throw new IllegalArgumentException(
                    "the condition key " + Quote.of(key) + " is not known of requests here");
        }
        Quantifier quantifier = Quantifier.of(operator);
        String bare = operator.substring(quantifier.prefix.length());
        if (bare.equals(NULL)) {
            return new Condition(
                    known, known.parameter(key), quantifier, null, false, List.copyOf(wanted));
        }
        boolean ifExists = bare.endsWith(IF_EXISTS);
        Operator found =
                Operator.find(
                        ifExists ? bare.substring(0, bare.length() - IF_EXISTS.length()) : bare);
        if (found == null) {
            throw new IllegalArgumentException(
                    "the condition operator " + Quote.of(operator) + " is none of this server's");
        }
        if (!known.is(found.kind())) {
            throw new IllegalArgumentException(
                    "the condition operator "
                            + Quote.of(operator)
                            + " does not go with the key "
                            + Quote.of(key));
        }
        return new Condition(
                known, known.parameter(key), quantifier, found, ifExists, List.copyOf(wanted));
    }

    boolean holds(PolicyRequest request) {
        List<String> values = request.values(key, parameter);
        Operator how = operator;
        if (how == null) {
            return fits(values.isEmpty() ? "true" : "false");
        }
        if (values.isEmpty()) {
            return ifExists
                    || switch (quantifier) {
                        case NONE -> how.negated();
                        case ANY -> false;
                        case ALL -> true;
                    };
        }
        return switch (quantifier) {
            // Of several values one that fits is enough, and none may for a negation.
            case NONE -> values.stream().anyMatch(this::fits) != how.negated();
            case ANY -> values.stream().anyMatch(value -> fits(value) != how.negated());
            case ALL -> values.stream().allMatch(value -> fits(value) != how.negated());
        };
    }

    private boolean fits(String value) {
        return tests.stream().anyMatch(test -> test.test(value));
    }

    /** Whether it leaves only callers that it names, or networks that are not all the world. */
    boolean narrows() {
        boolean sure =
                operator != null
                        && !operator.negated()
                        && !ifExists
                        && quantifier != Quantifier.ALL
                        && OF_CALLER.contains(key);
        return sure
                && wanted.stream()
                        .allMatch(
                                key == ConditionKey.SOURCE_IP
                                        ? Condition::isNarrow
                                        : value -> !Wildcards.has(value));
    }

    private static boolean isNarrow(String network) {
        CidrBlock block = CidrBlock.parse(network);
        return block.bits() >= (block.address().length == 4 ? LEAST_BITS_V4 : LEAST_BITS_V6);
    }
}
