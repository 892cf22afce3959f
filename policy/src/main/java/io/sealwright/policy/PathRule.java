package io.sealwright.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One {@code path "..." { }} block. Immutable.
 *
 * @param rawPath the path as written, templates included
 * @param pattern what it matches; for a templated rule the pattern before substitution, which
 *     matches nothing by itself
 * @param templated whether {@code rawPath} holds {@code {{...}}}
 * @param capabilities what it grants; {@code DENY} stands alone; empty grants nothing but still
 *     hides wider rules
 * @param constraints limits on parameters and on wrapping
 * @param condition if there is one, the block counts only while it is met
 * @param expiration from this moment on the rule is as if it were not there
 * @param line line of the block in the policy's text, from 1
 */
public record PathRule(
        String rawPath,
        PathPattern pattern,
        boolean templated,
        Set<Capability> capabilities,
        Constraints constraints,
        Optional<Condition> condition,
        Optional<Instant> expiration,
        int line) {

    /** Copies the capabilities. */
    public PathRule {
        EnumSet<Capability> copy = EnumSet.noneOf(Capability.class);
        copy.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(copy);
    }

    /** A rule without limits: for built-in policies and tests. */
    public static PathRule of(String path, Set<Capability> capabilities) {
        boolean templated = path.contains("{{");
        return new PathRule(
                path,
                PathPattern.of(path),
                templated,
                capabilities,
                Constraints.NONE,
                Optional.empty(),
                Optional.empty(),
                1);
    }

    int bits() {
        int bits = 0;
        for (Capability capability : capabilities) {
            bits |= capability.bit();
        }
        return bits;
    }

    /**
     * The limits of a rule. Parameter names are in lower case. A value is a {@code String}, {@code
     * BigDecimal}, {@code Boolean}, {@code List}, {@code Map} or {@link JsonNull}; an empty list of
     * values means any value.
     *
     * @param allowed if not empty, a request may have these parameters only ({@code *} = any other)
     * @param denied parameters (with these values) that a request must not have
     * @param required parameters that a request must have
     * @param minWrappingTtl zero = none; else the answer must be wrapped, for at least this long
     * @param maxWrappingTtl zero = none; else the answer must be wrapped, for at most this long
     * @param paginationLimit zero = none; else the largest page of a LIST or SCAN
     */
    public record Constraints(
            Map<String, List<Object>> allowed,
            Map<String, List<Object>> denied,
            List<String> required,
            Duration minWrappingTtl,
            Duration maxWrappingTtl,
            int paginationLimit) {

        /** No limits. */
        public static final Constraints NONE =
                new Constraints(Map.of(), Map.of(), List.of(), Duration.ZERO, Duration.ZERO, 0);

        /** Copies the collections. */
        public Constraints {
            allowed = Map.copyOf(allowed);
            denied = Map.copyOf(denied);
            required = List.copyOf(required);
        }

        boolean needsWrapping() {
            return !minWrappingTtl.isZero() || !maxWrappingTtl.isZero();
        }
    }

    /** Stands for a JSON null in a list of values. */
    public enum JsonNull {
        /** The null. */
        NULL
    }
}
