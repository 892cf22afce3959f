package io.sealwright.policy;

import dev.cel.common.CelErrorCode;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A compiled expression. */
record CelCondition(String text, CelRuntime.Program program) implements Condition {

    @Override
    public ConditionResult evaluate(ConditionFacts facts) {
        try {
            return Boolean.TRUE.equals(program.eval(resolver(facts)))
                    ? ConditionResult.MET
                    : ConditionResult.NOT_MET;
        } catch (CelEvaluationException e) {
            return ConditionResult.failed(problem(e));
        } catch (RuntimeException | StackOverflowError _) {
            return ConditionResult.failed("it could not be evaluated");
        }
    }

    /** Each value is made once for one evaluation, and only if it is asked for. */
    private static CelVariableResolver resolver(ConditionFacts facts) {
        Map<CelVariable, Object> made = new EnumMap<>(CelVariable.class);
        return name ->
                Optional.ofNullable(CelVariable.BY_NAME.get(name))
                        .map(variable ->
                                made.computeIfAbsent(variable, wanted -> wanted.value(facts)));
    }

    /** The library's own words may hold values of the request: only the kind of error is told. */
    private static String problem(CelEvaluationException e) {
        if (e.getCause() instanceof CelValues.TooLargeException) {
            return CelValues.TooLargeException.MESSAGE;
        }
        return words(e.getErrorCode());
    }

    private static String words(CelErrorCode code) {
        return switch (code) {
            case ATTRIBUTE_NOT_FOUND -> "a parameter or key that it asks for is not there";
            case INDEX_OUT_OF_BOUNDS -> "a list has no such element";
            case DIVIDE_BY_ZERO -> "division by zero";
            case NUMERIC_OVERFLOW -> "a number is out of range";
            case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD ->
                    "a value has a type that it cannot compare or compute with";
            case BAD_FORMAT, INVALID_ARGUMENT -> "a value does not have the form that it needs";
            case ITERATION_BUDGET_EXCEEDED ->
                    "its loops take more than " + CelConditions.MAX_ITERATIONS + " steps";
            case DUPLICATE_ATTRIBUTE -> "a map has a key twice";
            case TYPE_NOT_FOUND, INTERNAL_ERROR -> "it could not be evaluated";
        };
    }
}
