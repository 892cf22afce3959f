package io.sealwright.server.auth.kubernetes;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a role. */
final class RoleParameters {
    /** The most names or namespaces of one role. */
    private static final int MAX_ENTRIES = 256;

    static final List<Field> FIELDS =
            Stream.of(
                            List.of(
                                    Field.of(
                                            "bound_service_account_names",
                                            FieldType.STRING_LIST,
                                            "Names of service accounts, in which * stands for anything."),
                                    Field.of(
                                            "bound_service_account_namespaces",
                                            FieldType.STRING_LIST,
                                            "Namespaces, in which * stands for anything."),
                                    Field.of(
                                            "bound_service_account_namespace_selector",
                                            FieldType.STRING,
                                            "Labels of namespaces: a selector with matchLabels, in JSON or YAML."),
                                    Field.of(
                                            "audience",
                                            FieldType.STRING,
                                            "Whom tokens must be for."),
                                    Field.of(
                                            "alias_name_source",
                                            FieldType.STRING,
                                            "\"serviceaccount_uid\" (if not given) or \"serviceaccount_name\"."),
                                    TokenSettings.old("policies", FieldType.STRING_LIST),
                                    TokenSettings.old("num_uses", FieldType.INT),
                                    TokenSettings.old("ttl", FieldType.DURATION),
                                    TokenSettings.old("max_ttl", FieldType.DURATION),
                                    TokenSettings.old("period", FieldType.DURATION),
                                    TokenSettings.old("bound_cidrs", FieldType.STRING_LIST)),
                            TokenSettings.FIELDS)
                    .flatMap(List::stream)
                    .toList();

    private RoleParameters() {}

    /**
     * The role with what the call gives; the selector is that of the call, also if it gives none.
     *
     * @throws RequestFailure with what is wrong
     */
    static Role changed(Call call, Role old) {
        TokenSettings token = old.token().changed(call);
        List<String> names = strings(call, "bound_service_account_names", old.names());
        if (names == null || names.isEmpty()) {
            throw RequestFailure.invalid("\"bound_service_account_names\" can not be empty");
        }
        requireUnmixed(names);
        List<String> namespaces =
                strings(call, "bound_service_account_namespaces", old.namespaces());
        String selector = call.string("bound_service_account_namespace_selector", "");
        if ((namespaces == null || namespaces.isEmpty()) && selector.isEmpty()) {
            throw RequestFailure.invalid(
                    "\"bound_service_account_namespaces\" can not be empty if \"bound_service_account_namespace_selector\" is not set");
        }
        requireSelector(selector);
        requireUnmixed(namespaces == null ? List.of() : namespaces);
        return new Role(
                old.uid(),
                names,
                namespaces,
                selector,
                call.has("audience") ? text(call, "audience") : old.audience(),
                source(call, old.aliasNameSource()),
                token);
    }

    private static @Nullable List<String> strings(
            Call call, String name, @Nullable List<String> old) {
        if (!call.has(name)) {
            return old;
        }
        List<String> values = LoginNames.texts(call, name);
        if (values.size() > MAX_ENTRIES
                || values.stream()
                        .anyMatch(value -> value.length() > KubernetesRoleRoutes.MAX_TEXT)) {
            throw RequestFailure.invalid(
                    name
                            + " holds more than "
                            + MAX_ENTRIES
                            + " entries, or one of more than "
                            + KubernetesRoleRoutes.MAX_TEXT
                            + " characters");
        }
        return values;
    }

    private static String text(Call call, String name) {
        String value = call.string(name, "");
        if (value.length() > KubernetesRoleRoutes.MAX_TEXT) {
            throw RequestFailure.invalid(
                    name + " is longer than " + KubernetesRoleRoutes.MAX_TEXT + " characters");
        }
        return value;
    }

    /** A star alone among names would make them all useless, which nobody means. */
    private static void requireUnmixed(List<String> values) {
        if (values.size() > 1 && values.contains("*")) {
            throw RequestFailure.invalid("can not mix \"*\" with values");
        }
    }

    private static void requireSelector(String selector) {
        if (!selector.isEmpty() && LabelSelector.parse(selector) == null) {
            throw RequestFailure.invalid(
                    "invalid \"bound_service_account_namespace_selector\" configured");
        }
    }

    private static AliasNameSource source(Call call, AliasNameSource old) {
        String label = call.string("alias_name_source", "");
        AliasNameSource source = label.isEmpty() ? old : AliasNameSource.find(label);
        if (source == null) {
            throw RequestFailure.invalid(
                    "invalid alias_name_source, must be one of: serviceaccount_uid, serviceaccount_name");
        }
        return source;
    }
}
