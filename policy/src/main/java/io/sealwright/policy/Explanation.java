package io.sealwright.policy;

import java.util.List;

/**
 * A decision, what decided and what did not. Holds names of parameters, never a value. Immutable.
 *
 * @param decision the decision
 * @param decidedBy the blocks that it comes from; none for root, help and where no rule matches
 * @param parameter the parameter that was the reason; empty if none was
 * @param lost blocks that match the path and did not decide, the strongest first; at most {@value
 *     #MAX_LOST}
 * @param lostMore how many more there were
 */
public record Explanation(
        Decision decision,
        List<Decision.Source> decidedBy,
        String parameter,
        List<Lost> lost,
        int lostMore) {
    /** Most blocks that are listed as having lost. */
    public static final int MAX_LOST = 20;

    /** Copies the lists. */
    public Explanation {
        decidedBy = List.copyOf(decidedBy);
        lost = List.copyOf(lost);
    }

    /**
     * A block that did not decide.
     *
     * @param source the block
     * @param why the reason
     */
    public record Lost(Decision.Source source, String why) {}

    /** As short as can be: {@code deny p1:2}, {@code allow p2:1, p3:7}, {@code deny: reason}. */
    public String summary() {
        String verb = decision.allowed() ? "allow" : "deny";
        return decidedBy.isEmpty()
                ? verb + ": " + decision.reason()
                : verb
                        + " "
                        + String.join(
                                ", ", decidedBy.stream().map(Decision.Source::place).toList());
    }

    /** The reason in words, with the parameter where there is one. */
    public String reason() {
        return parameter.isEmpty()
                ? decision.reason()
                : decision.reason() + ": " + Quoted.shorten(parameter);
    }
}
