package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.sql.Statements;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads what roles have in common: statements, and the kind of their credentials. */
final class StatementParameters {
    static final List<Field> CREDENTIAL =
            List.of(
                    Field.of(
                            "db_name",
                            FieldType.STRING,
                            "Name of the connection, as below config/."),
                    Field.of(
                            "credential_type",
                            FieldType.STRING,
                            "\"password\"; \"rsa_private_key\" and \"client_certificate\" are not available."),
                    Field.of(
                            "credential_config",
                            FieldType.STRING_MAP,
                            "password_policy: how passwords are made, in place of the connection's."));

    private static final int MAX_NAME = 256;

    private StatementParameters() {}

    static Field field(String name, String description) {
        return Field.of(name, FieldType.STRING_LIST, description);
    }

    /**
     * A text is one entry, whatever commas it holds.
     *
     * @param plugin whose statements they are; empty if that is not known yet: then they are read
     *     when they are used
     */
    static List<String> read(
            Call call, String name, List<String> otherwise, Optional<Plugin> plugin) {
        JsonNode node = call.any(name);
        if (node == null) {
            return otherwise;
        }
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(element -> texts.add(text(name, element)));
        } else {
            texts.add(text(name, node));
        }
        texts.removeIf(String::isBlank);
        try {
            if (plugin.isPresent()) {
                plugin.get().check(name, texts);
            } else {
                List<String> _ = Statements.unpacked(texts);
            }
        } catch (DatabaseException e) {
            throw RequestFailure.invalid(name + ": " + e.reason());
        }
        return texts;
    }

    private static String text(String name, JsonNode node) {
        if (!node.isString()) {
            throw RequestFailure.invalid(
                    "Field validation failed: error converting input for field \""
                            + name
                            + "\": expected a string or a list of strings");
        }
        return node.stringValue();
    }

    /**
     * @throws RequestFailure if it is asked for what is not a password
     */
    static void requirePassword(Call call) {
        switch (call.string("credential_type", "")) {
            case "", "password" -> {
                // The one that there is.
            }
            case "rsa_private_key", "client_certificate" ->
                    throw RequestFailure.invalid(
                            "credential_type: rsa_private_key and client_certificate are not available; roles have a \"password\"");
            default -> throw RequestFailure.invalid("invalid credential_type");
        }
    }

    static String passwordPolicy(Call call, String otherwise) {
        if (!call.has("credential_config")) {
            return otherwise;
        }
        Map<String, String> config = call.stringMap("credential_config");
        for (String key : config.keySet()) {
            if (!key.equals("password_policy")) {
                throw RequestFailure.invalid(
                        "credential_config validation failed: the one key is password_policy");
            }
        }
        return shortText("password_policy", config.getOrDefault("password_policy", ""));
    }

    static String shortText(String name, String value) {
        if (value.length() > MAX_NAME) {
            throw RequestFailure.invalid(name + " is longer than " + MAX_NAME + " characters");
        }
        return value;
    }
}
