package io.sealwright.server.engine.database.postgres;

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

class PostgresTextTest {
    private static final String HOSTILE = "a\"; DROP TABLE t; -- '\\";

    private static SqlText parsed(String text) {
        return SqlText.parse(text, PostgresText.DIALECT);
    }

    private static List<String> filled(String text, String name) {
        return parsed(text).filled(Map.of("name", name, "username", name, "password", name));
    }

    @Test
    void statementsEndAtSemicolonsOfTheirOwn() {
        String text =
                "SELECT ';'; SELECT \";\"; -- ; not here\n SELECT $$ ; $$; SELECT $a$ ; $$ ; $a$; /* ; /* ; */ ; */ SELECT E'\\';';;";
        assertThat(filled(text, "u"))
                .containsExactly(
                        "SELECT ';'",
                        "SELECT \";\"",
                        "-- ; not here\n SELECT $$ ; $$",
                        "SELECT $a$ ; $$ ; $a$",
                        "/* ; /* ; */ ; */ SELECT E'\\';'");
    }

    @Test
    void aBodyInStandardSqlStaysWhole() {
        String text = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;";
        assertThat(filled(text, "u")).containsExactly(text);
    }

    @Test
    void aValueIsQuotedAsItsPlaceWantsIt() {
        assertThat(filled("CREATE ROLE \"{{name}}\" PASSWORD '{{password}}'", HOSTILE))
                .containsExactly(
                        "CREATE ROLE \"a\"\"; DROP TABLE t; -- '\\\" PASSWORD 'a\"; DROP TABLE t; -- ''\\'");
        assertThat(filled("DROP ROLE {{name}}", HOSTILE))
                .containsExactly("DROP ROLE \"a\"\"; DROP TABLE t; -- '\\\"");
        assertThat(filled("SELECT E'{{name}}'", "'\\")).containsExactly("SELECT E'''\\\\'");
        assertThat(filled("SELECT U&\"{{name}}\"", "\"\\"))
                .containsExactly("SELECT U&\"\"\"\\\\\"");
        assertThat(filled("SELECT {{password}}", "it's")).containsExactly("SELECT 'it''s'");
    }

    @Test
    void aPlainNameStaysAsItIsAndOthersGetQuotes() {
        assertThat(filled("CREATE SCHEMA s_{{name}}", "v_1"))
                .containsExactly("CREATE SCHEMA s_v_1");
        assertThat(filled("DROP ROLE {{name}}", "v-Root")).containsExactly("DROP ROLE \"v-Root\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a'", "a\"", "a;", "a\\", "a--b", "a/*", "a*/", "a$$b", "a$x$b", "a\nb"})
    void betweenDollarQuotesOnlyHarmlessValuesStand(String hostile) {
        String text = "DO $$ BEGIN EXECUTE 'GRANT x TO \"{{name}}\"'; END $$";
        assertThat(filled(text, "v-root_1:=+.@ü").getFirst()).contains("\"v-root_1:=+.@ü\"");
        assertThatThrownBy(() -> filled(text, hostile))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("dollar quotes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SELECT 'a",
                "SELECT \"a",
                "SELECT $$ a",
                "SELECT $x$ a $$",
                "/* a",
                "/* /* */"
            })
    void whatIsNotClosedIsRefused(String text) {
        assertThatThrownBy(() -> parsed(text))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("not closed");
    }

    @Test
    void aNulAndTooMuchAreRefused() {
        assertThatThrownBy(() -> parsed("SELECT '\0'")).hasMessageContaining("NUL");
        assertThatThrownBy(() -> filled("SELECT '{{name}}'", "a\0b")).hasMessageContaining("NUL");
        assertThatThrownBy(() -> parsed("x".repeat(SqlText.MAX_LENGTH + 1)))
                .hasMessageContaining("longer");
    }

    @Test
    void unknownVariablesStayAsTheyAre() {
        assertThat(filled("SELECT '{{other}} {{name}} {{'", "u"))
                .containsExactly("SELECT '{{other}} u {{'");
    }

    /** Whatever a name holds, it is read back as that name and nothing stands behind it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noValueLeavesItsQuotes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "ab\"'\\;$-/*{} \nüE";
        for (int i = 0; i < 2_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = random.nextInt(1, 12); length > 0; length--) {
                name.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String value = name.toString();
            assertThat(filled("A \"{{name}}\" B; C", value))
                    .as("seed %s, value %s", seed, value)
                    .containsExactly("A " + PostgresText.quotedName(value) + " B", "C");
            String literal = filled("A '{{password}}' B; C", value).getFirst();
            assertThat(literal)
                    .as("seed %s, value %s", seed, value)
                    .isEqualTo("A '" + value.replace("'", "''") + "' B");
            // Read again, it is one statement with one literal.
            assertThat(filled(literal + "; C", "-")).hasSize(2);
            assertThat(filled("A \"" + value.replace("\"", "\"\"") + "\" B; C", "-")).hasSize(2);
        }
    }
}
