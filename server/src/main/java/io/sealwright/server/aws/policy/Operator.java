package io.sealwright.server.aws.policy;

import io.sealwright.server.token.CidrBlock;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a condition compares, but for {@code Null}, which compares nothing. */
enum Operator {
    STRING_EQUALS("StringEquals", ConditionKey.Kind.STRING, wanted -> wanted::equals),
    STRING_NOT_EQUALS("StringNotEquals", STRING_EQUALS),
    STRING_EQUALS_IGNORE_CASE(
            "StringEqualsIgnoreCase",
            ConditionKey.Kind.STRING,
            wanted -> value -> folded(value).equals(folded(wanted))),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", STRING_EQUALS_IGNORE_CASE),
    STRING_LIKE(
            "StringLike",
            ConditionKey.Kind.STRING,
            wanted -> value -> Wildcards.matches(wanted, value)),
    STRING_NOT_LIKE("StringNotLike", STRING_LIKE),
    // To AWS both are one.
    ARN_EQUALS("ArnEquals", ConditionKey.Kind.ARN, Operator::arn),
    ARN_LIKE("ArnLike", ConditionKey.Kind.ARN, Operator::arn),
    ARN_NOT_EQUALS("ArnNotEquals", ARN_EQUALS),
    ARN_NOT_LIKE("ArnNotLike", ARN_LIKE),
    NUMERIC_EQUALS("NumericEquals", ConditionKey.Kind.NUMBER, number(sign -> sign == 0)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", NUMERIC_EQUALS),
    NUMERIC_LESS_THAN("NumericLessThan", ConditionKey.Kind.NUMBER, number(sign -> sign < 0)),
    NUMERIC_LESS_THAN_EQUALS(
            "NumericLessThanEquals", ConditionKey.Kind.NUMBER, number(sign -> sign <= 0)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", ConditionKey.Kind.NUMBER, number(sign -> sign > 0)),
    NUMERIC_GREATER_THAN_EQUALS(
            "NumericGreaterThanEquals", ConditionKey.Kind.NUMBER, number(sign -> sign >= 0)),
    DATE_EQUALS("DateEquals", ConditionKey.Kind.DATE, date(sign -> sign == 0)),
    DATE_NOT_EQUALS("DateNotEquals", DATE_EQUALS),
    DATE_LESS_THAN("DateLessThan", ConditionKey.Kind.DATE, date(sign -> sign < 0)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", ConditionKey.Kind.DATE, date(sign -> sign <= 0)),
    DATE_GREATER_THAN("DateGreaterThan", ConditionKey.Kind.DATE, date(sign -> sign > 0)),
    DATE_GREATER_THAN_EQUALS(
            "DateGreaterThanEquals", ConditionKey.Kind.DATE, date(sign -> sign >= 0)),
    BOOL("Bool", ConditionKey.Kind.BOOL, Operator::bool),
    IP_ADDRESS("IpAddress", ConditionKey.Kind.ADDRESS, Operator::address),
    NOT_IP_ADDRESS("NotIpAddress", IP_ADDRESS);

    private static final Map<String, Operator> BY_NAME = new HashMap<>();

    static {
        for (Operator operator : values()) {
            BY_NAME.put(operator.wireName, operator);
        }
    }

    private final String wireName;
    private final ConditionKey.Kind kind;
    private final Function<String, Predicate<String>> tests;
    private final boolean negated;

    Operator(String wireName, ConditionKey.Kind kind, Function<String, Predicate<String>> tests) {
        this.wireName = wireName;
        this.kind = kind;
        this.tests = tests;
        negated = false;
    }

    /** The other way round. */
    Operator(String wireName, Operator other) {
        this.wireName = wireName;
        kind = other.kind;
        tests = other.tests;
        negated = true;
    }

    /** Null if there is none of the name. */
    static @Nullable Operator find(String wireName) {
        return BY_NAME.get(wireName);
    }

    ConditionKey.Kind kind() {
        return kind;
    }

    /** Whether it holds for what none of the values of a policy fits. */
    boolean negated() {
        return negated;
    }

    /**
     * Whether a value of a request fits one of a policy, without the negation.
     *
     * @throws IllegalArgumentException if the policy's is no such value
     */
    Predicate<String> test(String wanted) {
        return tests.apply(wanted);
    }

    private static String folded(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Predicate<String> arn(String wanted) {
        return value -> Wildcards.matchesArn(wanted, value);
    }

    private static Function<String, Predicate<String>> number(IntPredicate sign) {
        return wanted -> {
            BigDecimal other = PolicyNumbers.number(wanted);
            return value -> sign.test(PolicyNumbers.number(value).compareTo(other));
        };
    }

    private static Function<String, Predicate<String>> date(IntPredicate sign) {
        return wanted -> {
            BigDecimal other = PolicyNumbers.seconds(wanted);
            return value -> sign.test(PolicyNumbers.seconds(value).compareTo(other));
        };
    }

    private static Predicate<String> bool(String wanted) {
        if (!wanted.equalsIgnoreCase("true") && !wanted.equalsIgnoreCase("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return wanted::equalsIgnoreCase;
    }

    private static Predicate<String> address(String wanted) {
        CidrBlock block = CidrBlock.parse(wanted);
        return value -> block.contains(CidrBlock.parse(value));
    }
}
