package io.sealwright.server.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.ConstructorBinding;

/**
 * The names of all properties of ours, out of the records that they are bound to. Lists have {@code
 * [0]} for any index.
 */
final class KnownProperties {
    private final TreeSet<String> names = new TreeSet<>();

    KnownProperties() {
        collect(Settings.class, Settings.PREFIX);
    }

    /** In kebab case, sorted. */
    List<String> names() {
        return List.copyOf(names);
    }

    /** The one that looks most like a name that is none. */
    String nearest(String unknown) {
        String best = names.getFirst();
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            int distance = distance(name, unknown.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                best = name;
            }
        }
        return best;
    }

    private void collect(Type type, String prefix) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            collect(list.getActualTypeArguments()[0], prefix + "[0]");
        } else if (type instanceof Class<?> record && record.isRecord()) {
            for (Parameter parameter : bound(record).getParameters()) {
                collect(
                        parameter.getParameterizedType(),
                        prefix + "." + kebab(parameter.getName()));
            }
        } else {
            names.add(prefix);
        }
    }

    private static Constructor<?> bound(Class<?> record) {
        Constructor<?>[] constructors = record.getDeclaredConstructors();
        for (Constructor<?> constructor : constructors) {
            if (constructor.isAnnotationPresent(ConstructorBinding.class)) {
                return constructor;
            }
        }
        if (constructors.length != 1) {
            throw new IllegalStateException("which constructor of " + record + " is bound?");
        }
        return constructors[0];
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(row[j - 1], previous[j]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
