package io.sealwright.server.engine.database.redis;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.sql.Statements;
import java.util.ArrayList;
import java.util.List;

/** What a user of Redis may do: rules of its access lists, each a word of {@code ACL SETUSER}. */
final class Rules {
    /** The peers': all keys, to be read. */
    static final List<String> USUAL = List.of("~*", "+@read");

    private static final int MAX = 256;
    private static final int MAX_LENGTH = 1_024;

    private Rules() {}

    /**
     * @param statements JSON arrays of rules, or rules
     * @throws DatabaseException if one cannot be a rule
     */
    static List<String> of(List<String> statements) {
        List<String> rules = unpacked(statements);
        for (String rule : rules) {
            if (rule.isBlank() || rule.length() > MAX_LENGTH || rule.indexOf('\0') >= 0) {
                throw DatabaseException.misconfigured(
                        "a rule of Redis has 1 to "
                                + MAX_LENGTH
                                + " characters, as in [\"~app:*\", \"+@read\"]");
            }
            if (rule.matches("[<>#!].*|nopass|resetpass|reset|off")) {
                throw DatabaseException.misconfigured(
                        "rules of Redis say what a user may do; its password and state are not theirs to set");
            }
        }
        return rules.isEmpty() ? USUAL : rules;
    }

    /** What is no array is a rule: read as base64, some would be something else. */
    private static List<String> unpacked(List<String> statements) {
        List<String> rules = new ArrayList<>();
        for (String statement : statements) {
            String text = statement.strip();
            rules.addAll(text.startsWith("[") ? Statements.unpacked(List.of(text)) : List.of(text));
        }
        if (rules.size() > MAX) {
            throw DatabaseException.misconfigured("there are more than " + MAX + " rules");
        }
        return rules;
    }
}
