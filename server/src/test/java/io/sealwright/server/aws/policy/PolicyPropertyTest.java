package io.sealwright.server.aws.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.ResourceDecision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Generated policies and requests are decided as by a reference that is written as AWS's pages say
 * it, without a thought for anything else.
 */
class PolicyPropertyTest {
    private static final List<String> ACTIONS =
            List.of("GetSecretValue", "PutSecretValue", "DescribeSecret", "DeleteSecret");
    private static final List<AwsCaller> CALLERS =
            List.of(Asked.BOB, Asked.ALICE, Asked.SESSION, AwsCaller.user("210987654321", "bob"));
    private static final List<String> PRINCIPALS =
            List.of(
                    "*",
                    "123456789012",
                    "arn:aws:iam::210987654321:root",
                    "arn:aws:iam::123456789012:user/bob",
                    "arn:aws:iam::123456789012:user/alice",
                    "arn:aws:iam::123456789012:role/Deploy",
                    "arn:aws:sts::123456789012:assumed-role/Deploy/ci");
    private static final List<String> PATTERNS =
            List.of(
                    "*",
                    "secretsmanager:*",
                    "secretsmanager:GetSecretValue",
                    "secretsmanager:*SecretValue",
                    "secretsmanager:De?criBe*",
                    "secretsmanager:D*");
    private static final List<String> STRINGS =
            List.of(
                    "StringEquals",
                    "StringNotEquals",
                    "StringEqualsIgnoreCase",
                    "StringNotEqualsIgnoreCase",
                    "StringLike",
                    "StringNotLike");
    private static final List<String> STAGES = List.of("AWSCURRENT", "awscurrent", "mine", "A*T");
    private static final String STAGE = "secretsmanager:VersionStage";
    private static final String DAYS = "secretsmanager:RecoveryWindowInDays";

    private record Condition(
            String quantifier, String operator, boolean ifExists, String key, List<String> values) {
        String name() {
            return quantifier + operator + (ifExists ? "IfExists" : "");
        }
    }

    private record Statement(
            boolean allow,
            boolean exceptions,
            List<String> principals,
            boolean others,
            List<String> actions,
            List<Condition> conditions) {}

    private record Request(AwsCaller caller, String action, Map<String, List<String>> facts) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithTheReference(long seed) {
        Random random = new Random(seed);
        int[] seen = new int[3];
        for (int i = 0; i < 5_000; i++) {
            List<Statement> statements = some(random, 3, () -> statement(random));
            PolicyDocument policy = PolicyDocument.of(json(statements), Asked.ARN);
            for (int j = 0; j < 5; j++) {
                Request request = request(random);
                int expected = reference(statements, request);
                seen[expected]++;
                assertThat(ours(policy, request))
                        .as("seed %d: %s of %s", seed, request, json(statements))
                        .isEqualTo(expected);
            }
        }
        assertThat(Arrays.stream(seen).min().getAsInt()).isGreaterThan(1_000);
    }

    // -- generated

    private interface Made<T> {
        T make();
    }

    private static <T> List<T> some(Random random, int most, Made<T> made) {
        List<T> list = new ArrayList<>();
        int count = 1 + random.nextInt(most);
        for (int i = 0; i < count; i++) {
            list.add(made.make());
        }
        return list;
    }

    private static <T> T one(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static Statement statement(Random random) {
        boolean allow = random.nextInt(3) > 0;
        return new Statement(
                allow,
                !allow && random.nextBoolean(),
                some(random, 3, () -> one(random, PRINCIPALS)),
                random.nextInt(4) == 0,
                some(random, 2, () -> one(random, PATTERNS)),
                random.nextBoolean() ? List.of() : some(random, 2, () -> condition(random)));
    }

    private static Condition condition(Random random) {
        String quantifier = one(random, List.of("", "", "ForAnyValue:", "ForAllValues:"));
        boolean ifExists = random.nextInt(4) == 0;
        return switch (random.nextInt(4)) {
            case 0 ->
                    new Condition(
                            "",
                            "Null",
                            false,
                            STAGE,
                            List.of(one(random, List.of("true", "false"))));
            case 1 ->
                    new Condition(
                            quantifier,
                            one(random, List.of("NumericLessThan", "NumericNotEquals")),
                            ifExists,
                            DAYS,
                            some(random, 2, () -> Integer.toString(7 + random.nextInt(4))));
            default ->
                    new Condition(
                            quantifier,
                            one(random, STRINGS),
                            ifExists,
                            STAGE,
                            some(random, 2, () -> one(random, STAGES)));
        };
    }

    private static Request request(Random random) {
        Map<String, List<String>> facts = new HashMap<>();
        if (random.nextInt(3) > 0) {
            facts.put(STAGE, some(random, 2, () -> one(random, STAGES)));
        }
        if (random.nextBoolean()) {
            facts.put(DAYS, List.of(Integer.toString(7 + random.nextInt(4))));
        }
        return new Request(one(random, CALLERS), one(random, ACTIONS), facts);
    }

    private static String json(List<Statement> statements) {
        List<Object> list = new ArrayList<>();
        for (Statement statement : statements) {
            Map<String, Map<String, Object>> conditions = new HashMap<>();
            for (Condition condition : statement.conditions) {
                conditions
                        .computeIfAbsent(condition.name(), _ -> new HashMap<>())
                        .put(condition.key, condition.values);
            }
            list.add(
                    Map.of(
                            "Effect",
                            statement.allow ? "Allow" : "Deny",
                            statement.exceptions ? "NotPrincipal" : "Principal",
                            Map.of("AWS", statement.principals),
                            statement.others ? "NotAction" : "Action",
                            statement.actions,
                            "Resource",
                            "*",
                            "Condition",
                            conditions));
        }
        return JsonMapper.shared()
                .writeValueAsString(Map.of("Version", "2012-10-17", "Statement", list));
    }

    private static int ours(PolicyDocument policy, Request request) {
        PolicyRequest asked =
                Asked.by(
                        request.caller,
                        request.action,
                        Map.of(
                                ConditionKey.VERSION_STAGE,
                                request.facts.getOrDefault(STAGE, List.of()),
                                ConditionKey.RECOVERY_WINDOW,
                                request.facts.getOrDefault(DAYS, List.of())));
        return switch (policy.decide(asked)) {
            case ResourceDecision.Silent _ -> 0;
            case ResourceDecision.Allowed _ -> 1;
            case ResourceDecision.Denied _ -> 2;
        };
    }

    // -- the reference

    private static int reference(List<Statement> statements, Request request) {
        int result = 0;
        for (Statement statement : statements) {
            if (applies(statement, request)) {
                result = Math.max(result, statement.allow ? 1 : 2);
            }
        }
        return result;
    }

    private static boolean applies(Statement statement, Request request) {
        // A second condition of the same operator and key replaces the first one in JSON.
        Map<String, Condition> last = new HashMap<>();
        statement.conditions.forEach(one -> last.put(one.name() + one.key, one));
        boolean named = false;
        for (String pattern : statement.actions) {
            named |=
                    ("secretsmanager:" + request.action)
                            .toLowerCase(Locale.ROOT)
                            .matches(regex(pattern.toLowerCase(Locale.ROOT)));
        }
        return isAbout(statement, request.caller)
                && named != statement.others
                && last.values().stream().allMatch(one -> holds(one, request));
    }

    private static boolean isAbout(Statement statement, AwsCaller caller) {
        List<String> names = statement.principals;
        boolean role = caller == Asked.SESSION;
        boolean own = names.contains(caller.arn());
        boolean ofRole = role && names.contains("arn:aws:iam::123456789012:role/Deploy");
        boolean account =
                names.contains(caller.account())
                        || names.contains("arn:aws:iam::" + caller.account() + ":root");
        boolean all = names.contains("*");
        if (statement.exceptions) {
            return !(all || account && own && (!role || ofRole));
        }
        return all || own || ofRole || !statement.allow && account;
    }

    private static String regex(String pattern) {
        return pattern.replace("*", ".*").replace("?", ".");
    }

    private static boolean holds(Condition condition, Request request) {
        List<String> values = request.facts.getOrDefault(condition.key, List.of());
        boolean not = condition.operator.contains("Not");
        if (condition.operator.equals("Null")) {
            return values.isEmpty() == condition.values.contains("true");
        }
        if (values.isEmpty()) {
            return condition.ifExists
                    || condition.quantifier.equals("ForAllValues:")
                    || condition.quantifier.isEmpty() && not;
        }
        int fitting = 0;
        for (String value : values) {
            boolean fits = false;
            for (String wanted : condition.values) {
                fits |= fits(condition.operator, wanted, value);
            }
            fitting += fits ? 1 : 0;
        }
        return switch (condition.quantifier) {
            case "ForAnyValue:" -> not ? fitting < values.size() : fitting > 0;
            case "ForAllValues:" -> not ? fitting == 0 : fitting == values.size();
            default -> not ? fitting == 0 : fitting > 0;
        };
    }

    private static boolean fits(String operator, String wanted, String value) {
        return switch (operator) {
            case "StringEquals", "StringNotEquals" -> value.equals(wanted);
            case "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase" ->
                    value.equalsIgnoreCase(wanted);
            case "StringLike", "StringNotLike" -> value.matches(regex(wanted));
            case "NumericLessThan" -> Integer.parseInt(value) < Integer.parseInt(wanted);
            case "NumericNotEquals" -> Integer.parseInt(value) == Integer.parseInt(wanted);
            default -> throw new AssertionError(operator);
        };
    }
}
