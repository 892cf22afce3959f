package io.sealwright.server.identity;

import io.sealwright.policy.PolicyNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/** What entities and groups may be called, and carry; limits are Vault's where it has any. */
final class Names {
    /** Longest name of an entity, group or alias, in UTF-16 units. */
    static final int MAX_NAME = 512;

    private static final int MAX_POLICIES = 1_000;
    private static final int MAX_PAIRS = 64;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 512;

    private Names() {}

    /** What has been given no name is called {@code entity_1a2b3c4d}: not a secret. */
    static String random(String what) {
        return what + "_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    /**
     * @throws RequestFailure if it cannot be a name
     */
    static String checked(String name) {
        if (name.isBlank()) {
            throw RequestFailure.invalid("a name must not be blank");
        }
        if (name.length() > MAX_NAME) {
            throw RequestFailure.invalid("a name is longer than " + MAX_NAME + " characters");
        }
        if (name.codePoints().anyMatch(Names::unprintable)) {
            throw RequestFailure.invalid("a name must not hold control characters");
        }
        return name;
    }

    private static boolean unprintable(int c) {
        return switch (Character.getType(c)) {
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
     * Policies of a request, in order and each once.
     *
     * @throws RequestFailure for root, which nobody gets by being somebody
     */
    static List<String> policies(Call call) {
        TreeSet<String> policies = new TreeSet<>();
        for (String name : call.strings("policies")) {
            String normal = normal(name);
            if (normal.equals(PolicyNames.ROOT)) {
                throw RequestFailure.invalid("policies cannot contain root");
            }
            policies.add(normal);
        }
        if (policies.size() > MAX_POLICIES) {
            throw RequestFailure.invalid("at most " + MAX_POLICIES + " policies");
        }
        return List.copyOf(policies);
    }

    private static String normal(String name) {
        try {
            return PolicyNames.normalise(name);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    /**
     * @throws RequestFailure if it is larger than Vault's limits
     */
    static Map<String, String> metadata(Call call, String field) {
        Map<String, String> metadata = call.stringMap(field);
        if (metadata.size() > MAX_PAIRS) {
            throw RequestFailure.invalid(field + " can have at most " + MAX_PAIRS + " pairs");
        }
        metadata.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > MAX_KEY) {
                throw RequestFailure.invalid(
                        "a key of " + field + " has 1 to " + MAX_KEY + " characters");
            }
            if (value.length() > MAX_VALUE) {
                throw RequestFailure.invalid(
                        "a value of " + field + " has at most " + MAX_VALUE + " characters");
            }
        });
        return metadata;
    }
}
