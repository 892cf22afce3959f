package io.sealwright.server.identity.mfa;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All methods and enforcements of one namespace as of one revision. Immutable. */
final class MfaTable {
    private final SortedMap<String, TotpMethod> methods = new TreeMap<>();
    private final SortedMap<String, Enforcement> enforcements = new TreeMap<>();

    MfaTable(List<TotpMethod> methods, List<Enforcement> enforcements) {
        methods.forEach(method -> this.methods.put(method.id(), method));
        enforcements.forEach(enforcement -> this.enforcements.put(enforcement.name(), enforcement));
    }

    /** In the order of their ids. */
    List<TotpMethod> methods() {
        return List.copyOf(methods.values());
    }

    @Nullable TotpMethod method(String id) {
        return methods.get(id);
    }

    @Nullable TotpMethod named(String name) {
        return methods.values().stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** In the order of their names. */
    List<Enforcement> enforcements() {
        return List.copyOf(enforcements.values());
    }

    @Nullable Enforcement enforcement(String name) {
        return enforcements.get(name);
    }

    @Nullable Enforcement using(String method) {
        return enforcements.values().stream()
                .filter(enforcement -> enforcement.methods().contains(method))
                .findFirst()
                .orElse(null);
    }
}
