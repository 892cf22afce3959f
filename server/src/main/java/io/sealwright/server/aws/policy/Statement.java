package io.sealwright.server.aws.policy;

import java.util.List;

/**
 * One statement of a policy. Immutable.
 *
 * @param name its {@code Sid}, or its place
 * @param allows or denies
 * @param exceptions whether it is about all but the principals
 */
record Statement(
        String name,
        boolean allows,
        Principals principals,
        boolean exceptions,
        Actions actions,
        List<Condition> conditions) {
    Statement {
        conditions = List.copyOf(conditions);
    }

    boolean applies(PolicyRequest request) {
        return isAbout(request.caller())
                && actions.have(request.action())
                && conditions.stream().allMatch(condition -> condition.holds(request));
    }

    private boolean isAbout(AwsCaller caller) {
        if (exceptions) {
            return !principals.nameWholly(caller);
        }
        return allows ? principals.name(caller) : principals.reach(caller);
    }

    /** Whether it gives leave to whoever asks. */
    boolean isPublic() {
        return allows && principals.everyone() && conditions.stream().noneMatch(Condition::narrows);
    }

    @Override
    public String toString() {
        return "Statement[" + name + "]";
    }
}
