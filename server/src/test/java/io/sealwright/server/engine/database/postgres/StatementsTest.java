package io.sealwright.server.engine.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.database.sql.Statements;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementsTest {
    private static final Map<String, String> VALUES = Map.of("name", "u");

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void allFormsOfVaultAreRead() {
        List<String> wanted = List.of("CREATE ROLE \"u\"", "GRANT a, b TO \"u\"");
        String plain = "CREATE ROLE \"{{name}}\"; GRANT a, b TO \"{{name}}\"; ";
        String array = "[\"CREATE ROLE \\\"{{name}}\\\"\", \"GRANT a, b TO \\\"{{name}}\\\"\"]";
        for (String text : List.of(plain, array, base64(plain), base64(array))) {
            assertThat(Statements.filled(List.of(text), PostgresText.DIALECT, VALUES))
                    .as(text)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void theirNumberHasABound() {
        List<String> most = Collections.nCopies(Statements.MAX, "SELECT 1");
        Postgres.check(most);
        assertThatThrownBy(
                        () -> Postgres.check(Collections.nCopies(Statements.MAX + 1, "SELECT 1")))
                .hasMessageContaining("more than");
    }
}
