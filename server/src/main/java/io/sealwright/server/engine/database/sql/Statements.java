package io.sealwright.server.engine.database.sql;

import io.sealwright.server.engine.database.spi.DatabaseException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Statements in the forms that Vault takes: text with semicolons between them, a JSON array of such
 * texts, and either of the two in base64.
 */
public final class Statements {
    /** Most texts of one parameter. */
    public static final int MAX = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Statements() {}

    /**
     * @throws DatabaseException if a text cannot be read as SQL
     */
    public static void check(List<String> texts, Dialect dialect) {
        parsed(texts, dialect);
    }

    /**
     * The statements with their values.
     *
     * @throws DatabaseException if a text cannot be read as SQL, or a value cannot stand where its
     *     variable does
     */
    public static List<String> filled(
            List<String> texts, Dialect dialect, Map<String, String> values) {
        List<String> filled = new ArrayList<>();
        parsed(texts, dialect).forEach(text -> filled.addAll(text.filled(values)));
        return filled;
    }

    private static List<SqlText> parsed(List<String> texts, Dialect dialect) {
        return unpacked(texts).stream().map(text -> SqlText.parse(text, dialect)).toList();
    }

    /**
     * The single texts, whatever form they come in.
     *
     * @throws DatabaseException if there are too many
     */
    public static List<String> unpacked(List<String> texts) {
        if (texts.size() > MAX) {
            throw DatabaseException.misconfigured("there are more than " + MAX + " statements");
        }
        List<String> unpacked = new ArrayList<>();
        texts.forEach(text -> unpacked.addAll(array(decoded(text.strip()))));
        return unpacked;
    }

    private static String decoded(String text) {
        try {
            return text.isEmpty() || text.length() % 4 != 0
                    ? text
                    : new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static List<String> array(String text) {
        if (!text.startsWith("[")) {
            return List.of(text);
        }
        try {
            List<String> texts = new ArrayList<>();
            for (JsonNode node : MAPPER.readTree(text)) {
                texts.add(node.asString());
            }
            return texts;
        } catch (JacksonException e) {
            return List.of(text);
        }
    }
}
