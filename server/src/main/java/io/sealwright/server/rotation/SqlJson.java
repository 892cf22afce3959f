package io.sealwright.server.rotation;

import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is said of a database's users in requests and answers. */
final class SqlJson {
    private static final int MAX_TEXTS = 64;
    private static final int MAX_TEXT = 4_096;
    private static final int MAX_NAME = 256;

    private SqlJson() {}

    /**
     * @throws RequestFailure with what is wrong; whether there is such a connection is seen when it
     *     is used
     */
    static SqlSpec read(Call call, @Nullable SqlSpec old) {
        String mount = text(call, "mount", old, SqlSpec::mount, "database");
        SqlSpec made =
                new SqlSpec(
                        mount.endsWith("/") ? mount.substring(0, mount.length() - 1) : mount,
                        text(call, "connection", old, SqlSpec::connection, ""),
                        texts(call, "users", old, SqlSpec::users),
                        statements(call, old),
                        text(call, "username_field", old, SqlSpec::usernameField, SqlSpec.USERNAME),
                        text(
                                call,
                                "password_field",
                                old,
                                SqlSpec::passwordField,
                                SqlSpec.PASSWORD));
        if (made.mount().isEmpty() || made.connection().isEmpty()) {
            throw RequestFailure.invalid(
                    "mount must be a database mount of the root namespace, connection one of its connections");
        }
        if (made.users().isEmpty() || made.users().stream().anyMatch(String::isBlank)) {
            throw RequestFailure.invalid(
                    "users must name the users whose passwords may be set, with * for any characters");
        }
        return made;
    }

    private static String text(
            Call call,
            String name,
            @Nullable SqlSpec old,
            Function<SqlSpec, String> before,
            String usual) {
        String value = call.string(name, old == null ? usual : before.apply(old));
        if (value.length() > MAX_NAME) {
            throw RequestFailure.invalid(name + " is longer than " + MAX_NAME + " characters");
        }
        return value;
    }

    private static List<String> texts(
            Call call, String name, @Nullable SqlSpec old, Function<SqlSpec, List<String>> before) {
        return bounded(
                name, call.has(name) || old == null ? call.strings(name) : before.apply(old));
    }

    /** A text is one, whatever commas it holds. */
    private static List<String> statements(Call call, @Nullable SqlSpec old) {
        JsonNode given = call.any("statements");
        if (given == null) {
            return old == null ? List.of() : old.statements();
        }
        List<String> statements = new ArrayList<>();
        for (JsonNode one : given.isArray() ? given : List.of(given)) {
            if (!one.isString()) {
                throw RequestFailure.invalid("statements is a text or a list of texts");
            }
            statements.add(one.stringValue());
        }
        return bounded("statements", statements);
    }

    private static List<String> bounded(String name, List<String> values) {
        if (values.size() > MAX_TEXTS
                || values.stream().anyMatch(value -> value.length() > MAX_TEXT)) {
            throw RequestFailure.invalid(
                    name
                            + " has at most "
                            + MAX_TEXTS
                            + " texts of at most "
                            + MAX_TEXT
                            + " characters");
        }
        return values;
    }

    static void show(ObjectNode json, SqlSpec sql) {
        json.put("mount", sql.mount());
        json.put("connection", sql.connection());
        sql.users().forEach(json.putArray("users")::add);
        sql.statements().forEach(json.putArray("statements")::add);
        json.put("username_field", sql.usernameField());
        json.put("password_field", sql.passwordField());
    }
}
