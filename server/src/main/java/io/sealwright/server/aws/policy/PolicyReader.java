package io.sealwright.server.aws.policy;

import io.sealwright.server.aws.AwsErrors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads policies, and refuses each part that it does not know: what is not enforced must not look
 * as if it were. For one policy; not thread-safe.
 */
final class PolicyReader {
    private static final String CURRENT = "2012-10-17";
    private static final String ALL = "*";
    private static final int MAX_STATEMENTS = 100;
    private static final int MAX_DEPTH = 16;
    private static final Set<String> VERSIONS = Set.of(CURRENT, "2008-10-17");
    private static final Set<String> MEMBERS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_MEMBERS =
            Set.of(
                    "Sid",
                    "Effect",
                    "Principal",
                    "NotPrincipal",
                    "Action",
                    "NotAction",
                    "Resource",
                    "Condition");
    private static final Pattern SID = Pattern.compile("[A-Za-z0-9 _.-]{1,128}");
    private static final JsonMapper STRICT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final @Nullable String arn;
    private final Set<String> sids = new HashSet<>();
    private boolean variables;

    /**
     * @param arn of the secret; null for any
     */
    PolicyReader(@Nullable String arn) {
        this.arn = arn;
    }

    PolicyDocument read(String json) {
        try {
            return document(tree(json));
        } catch (IllegalArgumentException e) {
            throw AwsErrors.malformedPolicy("This policy cannot be enforced: " + e.getMessage());
        }
    }

    private static ObjectNode tree(String json) {
        try {
            if (STRICT.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is no valid JSON, or says a name twice", e);
        }
        throw new IllegalArgumentException("it is no JSON object");
    }

    private PolicyDocument document(ObjectNode policy) {
        requireMembers(policy, MEMBERS, "a policy");
        String version = text(policy, "Version");
        if (version != null && !VERSIONS.contains(version)) {
            throw new IllegalArgumentException("Version is neither 2012-10-17 nor 2008-10-17");
        }
        String _ = text(policy, "Id");
        variables = CURRENT.equals(version);
        List<Statement> statements = new ArrayList<>();
        for (JsonNode one : elements(policy, "Statement")) {
            if (!(one instanceof ObjectNode object)) {
                throw new IllegalArgumentException("a Statement is no JSON object");
            }
            statements.add(statement(object, statements.size() + 1));
        }
        if (statements.isEmpty() || statements.size() > MAX_STATEMENTS) {
            throw new IllegalArgumentException(
                    "there is no Statement, or more than " + MAX_STATEMENTS);
        }
        return new PolicyDocument(statements);
    }

    private Statement statement(ObjectNode statement, int number) {
        requireMembers(statement, STATEMENT_MEMBERS, "a Statement");
        String name = name(statement, number);
        boolean allows = allows(statement);
        boolean exceptions = either(statement, "Principal", "NotPrincipal");
        if (allows && exceptions) {
            throw new IllegalArgumentException("NotPrincipal goes with the Effect Deny alone");
        }
        boolean others = either(statement, "Action", "NotAction");
        requireResource(statement);
        return new Statement(
                name,
                allows,
                principals(statement.get(exceptions ? "NotPrincipal" : "Principal")),
                exceptions,
                Actions.of(texts(statement, others ? "NotAction" : "Action"), others),
                conditions(statement.get("Condition")));
    }

    private String name(ObjectNode statement, int number) {
        String sid = text(statement, "Sid");
        if (sid == null || sid.isEmpty()) {
            return "statement number " + number;
        }
        if (!SID.matcher(sid).matches() || !sids.add(sid)) {
            throw new IllegalArgumentException(
                    "the Sid "
                            + Quote.of(sid)
                            + " is there twice, or has other characters than letters, digits,"
                            + " spaces and _.-");
        }
        return "statement " + sid;
    }

    private static boolean allows(ObjectNode statement) {
        String effect = text(statement, "Effect");
        if (!"Allow".equals(effect) && !"Deny".equals(effect)) {
            throw new IllegalArgumentException("an Effect is neither Allow nor Deny");
        }
        return "Allow".equals(effect);
    }

    /** Whether it is the second one. */
    private static boolean either(ObjectNode statement, String first, String second) {
        if (statement.has(first) == statement.has(second)) {
            throw new IllegalArgumentException(
                    "a Statement has to have one of " + first + " and " + second);
        }
        return statement.has(second);
    }

    private void requireResource(ObjectNode statement) {
        for (String resource : texts(statement, "Resource")) {
            if (!resource.equals(ALL) && arn != null && !Wildcards.matchesArn(resource, arn)) {
                throw new IllegalArgumentException(
                        "the Resource "
                                + Quote.of(resource)
                                + " is neither * nor the ARN of the secret, with its suffix");
            }
        }
    }

    private Principals principals(JsonNode node) {
        if (node.isString()) {
            if (!node.stringValue().equals(ALL)) {
                throw new IllegalArgumentException(
                        "a principal that is not * has to be in an object: {\"AWS\": ...}");
            }
            return Principals.of(List.of(ALL));
        }
        if (!(node instanceof ObjectNode object)) {
            throw new IllegalArgumentException("a Principal is neither * nor an object");
        }
        requireMembers(object, Set.of("AWS"), "a Principal");
        return Principals.of(texts(object, "AWS"));
    }

    private List<Condition> conditions(@Nullable JsonNode node) {
        List<Condition> conditions = new ArrayList<>();
        if (node == null) {
            return conditions;
        }
        for (Map.Entry<String, JsonNode> operator : object(node, "Condition").properties()) {
            ObjectNode keys = object(operator.getValue(), operator.getKey());
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("a condition names no key");
            }
            for (String key : keys.propertyNames()) {
                conditions.add(Condition.of(operator.getKey(), key, texts(keys, key)));
            }
        }
        return conditions;
    }

    private static ObjectNode object(JsonNode node, String name) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(Quote.of(name) + " is no JSON object");
    }

    private static void requireMembers(ObjectNode object, Set<String> known, String what) {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        what + " cannot have " + Quote.of(name) + " here");
            }
        }
    }

    /** Null if it is absent. */
    private static @Nullable String text(ObjectNode object, String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            return null;
        }
        if (!node.isString()) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return node.stringValue();
    }

    private static List<JsonNode> elements(ObjectNode object, String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            return List.of();
        }
        List<JsonNode> elements = new ArrayList<>();
        if (node instanceof ArrayNode array) {
            array.forEach(elements::add);
        } else {
            elements.add(node);
        }
        return elements;
    }

    /** One at least. */
    private List<String> texts(ObjectNode object, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : elements(object, name)) {
            texts.add(text(element, name));
        }
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(Quote.of(name) + " is missing, or empty");
        }
        return texts;
    }

    private String text(JsonNode element, String name) {
        if (!element.isString() && !element.isBoolean() && !element.isNumber()) {
            throw new IllegalArgumentException(Quote.of(name) + " holds something that is no text");
        }
        String text = element.asString();
        if (variables && text.contains("${")) {
            throw new IllegalArgumentException(
                    Quote.of(text) + " has a variable, which this server does not fill in");
        }
        return text;
    }
}
