package io.sealwright.policy;

import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request as CEL has values: whole numbers of 64 bits, all others as doubles.
 * Counts what it takes over, for one evaluation.
 */
final class CelValues {
    static final int MAX_VALUES = 10_000;
    static final int MAX_CHARACTERS = 64 * 1024;

    /** The parameters are more than a condition may look at. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final String MESSAGE =
                "the parameters are more than conditions look at ("
                        + MAX_VALUES
                        + " values, "
                        + MAX_CHARACTERS
                        + " characters)";

        TooLargeException() {
            super(MESSAGE, null, false, false);
        }
    }

    private int values;
    private int characters;

    private CelValues() {}

    static Map<String, Object> parameters(ParameterView parameters) {
        CelValues taken = new CelValues();
        Map<String, Object> map = new LinkedHashMap<>();
        for (String name : parameters.names()) {
            map.put(taken.text(name), taken.value(parameters.value(name)));
        }
        return map;
    }

    private Object value(@Nullable Object value) {
        if (++values > MAX_VALUES) {
            throw new TooLargeException();
        }
        return switch (value) {
            case null -> NullValue.NULL_VALUE;
            case String text -> text(text);
            case Boolean flag -> flag;
            case Number number -> number(number);
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            default -> throw new IllegalArgumentException("no such parameter value");
        };
    }

    private String text(String text) {
        characters += text.length();
        if (text.length() > MAX_CHARACTERS || characters > MAX_CHARACTERS) {
            throw new TooLargeException();
        }
        return text;
    }

    private static Object number(Number number) {
        try {
            return new BigDecimal(number.toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException _) {
            return number.doubleValue();
        }
    }

    private List<Object> list(List<?> list) {
        List<Object> taken = new ArrayList<>();
        for (Object element : list) {
            taken.add(value(element));
        }
        return taken;
    }

    private Map<String, Object> map(Map<?, ?> map) {
        Map<String, Object> taken = new LinkedHashMap<>();
        map.forEach((key, value) -> taken.put(text(String.valueOf(key)), value(value)));
        return taken;
    }
}
