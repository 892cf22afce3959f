package io.sealwright.policy;

/**
 * What became of a condition. Holds no value of the request.
 *
 * @param state what
 * @param problem for {@link State#FAILED} what went wrong, in words; else empty
 */
public record ConditionResult(State state, String problem) {

    /** What became of a condition. */
    public enum State {
        /** The rule has no condition. */
        NONE("none"),
        /** It is met: the rule counts. */
        MET("met"),
        /** It is not met: the rule grants and denies nothing. */
        NOT_MET("not met"),
        /** It could not be evaluated: the request is refused. */
        FAILED("failed"),
        /** It was not asked, as for {@code sys/capabilities}. */
        NOT_ASKED("not asked");

        private final String text;

        State(String text) {
            this.text = text;
        }
    }

    static final ConditionResult NONE = new ConditionResult(State.NONE, "");
    static final ConditionResult MET = new ConditionResult(State.MET, "");
    static final ConditionResult NOT_MET = new ConditionResult(State.NOT_MET, "");
    static final ConditionResult NOT_ASKED = new ConditionResult(State.NOT_ASKED, "");

    static ConditionResult failed(String problem) {
        return new ConditionResult(State.FAILED, problem);
    }

    /** Whether the rule counts. */
    public boolean counts() {
        return state == State.NONE || state == State.MET;
    }

    /** In words, such as {@code not met}. */
    public String text() {
        return problem.isEmpty() ? state.text : state.text + ": " + problem;
    }
}
