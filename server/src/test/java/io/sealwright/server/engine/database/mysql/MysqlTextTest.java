package io.sealwright.server.engine.database.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.engine.database.sql.SqlText;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MysqlTextTest {
    private static List<String> filled(String text, String name) {
        return SqlText.parse(text, MysqlText.DIALECT)
                .filled(Map.of("name", name, "username", name, "password", name));
    }

    @Test
    void statementsEndAtSemicolonsOfTheirOwn() {
        String text =
                "SELECT ';'; SELECT \";\"; SELECT `;`; -- ; not here\n SELECT 1 # ; nor here\n; /* ; */ SELECT '\\';'; SELECT 1--1;;";
        assertThat(filled(text, "u"))
                .containsExactly(
                        "SELECT ';'",
                        "SELECT \";\"",
                        "SELECT `;`",
                        "-- ; not here\n SELECT 1 # ; nor here",
                        "/* ; */ SELECT '\\';'",
                        "SELECT 1--1");
    }

    @Test
    void aBodyStaysWhole() {
        String text = "CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END";
        assertThat(filled(text, "u")).containsExactly(text);
    }

    @Test
    void aValueIsQuotedAsItsPlaceWantsIt() {
        String hostile = "a'\"`\\; -- ";
        assertThat(filled("DROP USER '{{name}}'@'%'", hostile))
                .containsExactly("DROP USER 'a''\"`\\\\; -- '@'%'");
        assertThat(filled("SELECT \"{{name}}\"", hostile))
                .containsExactly("SELECT \"a'\"\"`\\\\; -- \"");
        assertThat(filled("USE `{{name}}`", hostile)).containsExactly("USE `a'\"``\\; -- `");
        assertThat(filled("DROP USER {{name}}", hostile))
                .containsExactly("DROP USER `a'\"``\\; -- `");
        assertThat(filled("SELECT {{password}}", "it's\\")).containsExactly("SELECT 'it''s\\\\'");
        assertThat(filled("CREATE DATABASE d_{{name}}", "V_1"))
                .containsExactly("CREATE DATABASE d_V_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'", "a\"", "a`", "a;", "a\\", "a--b", "a/*", "a*/", "a#", "a\nb"})
    void inCommentsOnlyHarmlessValuesStand(String hostile) {
        assertThat(filled("SELECT 1 /* {{name}} */", "v-1.@ü").getFirst()).contains("v-1.@ü");
        assertThatThrownBy(() -> filled("SELECT 1 /* {{name}} */", hostile))
                .isInstanceOf(DatabaseException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT 'a|not closed",
                "SELECT 'a\\'|not closed",
                "SELECT \"a|not closed",
                "SELECT `a|not closed",
                "/* a|not closed",
                "/*!40000 DROP USER {{name}} */|which some servers run",
                "/*M! DROP USER {{name}} */|which some servers run"
            })
    void whatCannotBeReadIsRefused(String text, String message) {
        assertThatThrownBy(() -> SqlText.parse(text, MysqlText.DIALECT))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining(message);
    }

    /** With backslashes that mean something and without: no value ends the quotes it stands in. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noValueLeavesItsQuotes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "ab\"'`\\;#-/*{} \nüE";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder made = new StringBuilder();
            for (int length = random.nextInt(1, 12); length > 0; length--) {
                made.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String value = made.toString();
            for (String quote : List.of("'", "\"", "`")) {
                String sql = filled("A " + quote + "{{name}}" + quote + " B; C", value).getFirst();
                assertThat(filled(sql + "; C", "-")).as("seed %s, %s", seed, value).hasSize(2);
                assertThat(end(sql, quote.charAt(0), !quote.equals("`")))
                        .as("seed %s, %s", seed, value)
                        .isEqualTo(sql.length() - 3);
                assertThat(end(sql, quote.charAt(0), false))
                        .as("seed %s, %s", seed, value)
                        .isEqualTo(sql.length() - 3);
            }
        }
    }

    /** Where the quotes that begin behind {@code A } end, as the server would read them. */
    private static int end(String sql, char quote, boolean backslashes) {
        int at = 3;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            boolean doubled = c == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote;
            if (c == quote && !doubled) {
                return at;
            }
            at += doubled || backslashes && c == '\\' ? 2 : 1;
        }
        return -1;
    }
}
