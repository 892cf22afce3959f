package io.sealwright.policy;

/** The condition of a rule, compiled and type-checked. Immutable and thread-safe. */
public interface Condition {

    /** The expression as the policy has it. */
    String text();

    /** Whether it is met. Never throws: what goes wrong is a result, too. */
    ConditionResult evaluate(ConditionFacts facts);
}
