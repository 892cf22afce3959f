package io.sealwright.policy;

import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request as CEL has values: whole numbers of 64 bits, all others as doubles.
 * Members of objects are taken over when they are looked at; what is taken over is counted, for one
 * evaluation.
 */
final class CelValues {
    static final int MAX_VALUES = 2_000;
    static final int MAX_CHARACTERS = 16 * 1024;

    /** A condition looks at more than it may. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        static final String MESSAGE =
                "it looks at more of the parameters than "
                        + MAX_VALUES
                        + " values and "
                        + MAX_CHARACTERS
                        + " characters";

        TooLargeException() {
            super(MESSAGE, null, false, false);
        }
    }

    private int values;
    private int characters;

    private CelValues() {}

    static Map<String, Object> parameters(ParameterView parameters) {
        return new CelValues().new Members(parameters);
    }

    /** An object, of which only those members are taken over that are asked for. */
    private final class Members extends AbstractMap<String, Object> {
        private final ParameterView source;
        private final Set<String> names;
        private final Map<String, Object> taken = new HashMap<>();

        Members(ParameterView source) {
            this.source = source;
            this.names = source.names();
        }

        @Override
        public boolean containsKey(Object name) {
            return name instanceof String text && names.contains(text);
        }

        @Override
        public @Nullable Object get(Object name) {
            if (!(name instanceof String text) || !names.contains(text)) {
                return null;
            }
            Object known = taken.get(text);
            if (known == null) {
                known = value(source.value(text));
                taken.put(text, known);
            }
            return known;
        }

        @Override
        public int size() {
            return names.size();
        }

        @Override
        public Set<String> keySet() {
            names.forEach(CelValues.this::text);
            return names;
        }

        @Override
        public Set<Map.Entry<String, Object>> entrySet() {
            Set<Map.Entry<String, Object>> entries = new LinkedHashSet<>();
            for (String name : keySet()) {
                entries.add(Map.entry(name, Objects.requireNonNull(get(name))));
            }
            return entries;
        }
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
            case Map<?, ?> map -> new Members(view(map));
            default -> throw new IllegalArgumentException("no such parameter value");
        };
    }

    private String text(String text) {
        characters += Math.min(text.length(), MAX_CHARACTERS + 1);
        if (characters > MAX_CHARACTERS) {
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

    private static ParameterView view(Map<?, ?> map) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((key, value) -> members.put(String.valueOf(key), value));
        return ParameterView.of(members);
    }
}
