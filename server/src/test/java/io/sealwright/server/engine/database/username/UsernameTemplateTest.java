package io.sealwright.server.engine.database.username;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsernameTemplateTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final UsernameRules RULES =
            new UsernameRules(
                    "{{ printf \"v-%s-%s-%s-%s\" (.DisplayName | truncate 8) (.RoleName | truncate 8) (random 20) (unix_time) | truncate 63 }}",
                    63, true, "PostgreSQL");

    private static String name(String template, String display, String role) {
        return UsernameTemplate.parse(template, RULES)
                .generate(new UsernameTemplate.Person(display, role), NOW, RANDOM);
    }

    private static String name(String template) {
        return name(template, "token-Jürgen", "my-role");
    }

    @Test
    void theUsualOneIsThePeers() {
        assertThat(name("", "token-somebody", "readonly-long"))
                .matches("v-token-so-readonly-[A-Za-z0-9]{20}-1767323045");
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '~',
            value = {
                "plain => plain",
                "{{.RoleName}} => my-role",
                "{{ .RoleName | uppercase }} => MY-ROLE",
                "{{ .DisplayName | lowercase }} => token-jürgen",
                "{{ .DisplayName | truncate 8 }} => token-J",
                "{{ truncate 3 .RoleName }}x => my-x",
                "{{ .RoleName | replace \"-\" \"_\" }} => my_role",
                "{{ .RoleName | replace `-` `` | uppercase }} => MYROLE",
                "{{ .RoleName | base64 }} => bXktcm9sZQ==",
                "{{ \"abc\" | sha256 | truncate 12 }} => ba7816bf8f01",
                "{{ .RoleName | truncate_sha256 30 }} => my-role",
                "{{ \"abcdefghijklmnop\" | truncate_sha256 12 }} => abcdc1bd5d19",
                "{{ unix_time }} => 1767323045",
                "{{ unix_time_millis }} => 1767323045006",
                "{{ timestamp \"2006_01_02T15:04:05Z0700\" }} => 2026_01_02T03:04:05Z",
                "{{ timestamp \"Mon Jan _2 06 3PM -07:00 MST\" }} => Fri Jan  2 26 3AM +00:00 UTC",
                "{{ printf \"%s-%d-%v-%%\" .RoleName 7 unix_time }} => my-role-7-1767323045-%",
                "{{ printf \"a\" }}{{- \" b\" -}}  c => a bc",
                "{{ ((.RoleName)) }} => my-role",
                "{{\"\\\"\\\\\"}} => \"\\",
            })
    void functionsDoAsDocumented(String template, String wanted) {
        assertThat(name(template)).isEqualTo(wanted);
    }

    @Test
    void randomPartsAreRandom() {
        assertThat(name("{{ random 20 }}"))
                .matches("[A-Za-z0-9]{20}")
                .isNotEqualTo(name("{{ random 20 }}"));
        assertThat(name("{{ uuid }}")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ if .RoleName }}a{{ end }}",
                "{{ range .RoleName }}{{ end }}",
                "{{ $x := 1 }}",
                "{{ .Other }}",
                "{{ .DisplayName.Foo }}",
                "{{ env \"HOME\" }}",
                "{{ decode_base64 \"aa\" }}",
                "{{ random }}",
                "{{ random 1 2 }}",
                "{{ random \"x\" }}",
                "{{ random 100000 }}",
                "{{ truncate 0 .RoleName }}",
                "{{ truncate_sha256 8 .RoleName }}",
                "{{ .RoleName | \"x\" }}",
                "{{ printf \"%x\" .RoleName }}",
                "{{ printf \"%s\" }}",
                "{{ printf \"\" 1 }}",
                "{{ }}",
                "{{ .RoleName",
                "{{ \"a }}",
                "{{ (.RoleName }}",
                "{{ .RoleName ) }}",
                "{{ ((((((((((((((((((.RoleName)))))))))))))))))) }}"
            })
    void whatIsNotThereSaysSo(String template) {
        assertThatThrownBy(() -> UsernameTemplate.parse(template, RULES).check())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("HOME")
                .hasMessageMatching("(?s).{10,}");
    }

    @Test
    void aNameThatPostgresqlWouldCutIsRefused() {
        assertThat(name("{{ random 63 }}")).hasSize(63);
        assertThatThrownBy(() -> name("{{ random 64 }}")).hasMessageContaining("63 bytes");
        assertThatThrownBy(() -> name("ü{{ random 62 }}")).hasMessageContaining("63 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\0b", "a\nb", "a\u200bb", "a\u202eb", "a\ud800b"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> RULES.checked(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void charactersThatADatabaseWouldReplaceAreRefused() {
        UsernameRules rules = new UsernameRules("x", 80, false, "MySQL");
        assertThat(rules.checked("Jürgen-中")).isEqualTo("Jürgen-中");
        assertThatThrownBy(() -> rules.checked("a😀")).hasMessageContaining("MySQL");
    }

    /** Whoever asks: either a name of at most 63 bytes, or a refusal that does not repeat it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyDisplayNameGivesANameOrARefusal(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder display = new StringBuilder();
            for (int length = random.nextInt(0, 40); length > 0; length--) {
                display.appendCodePoint(
                        random.nextInt(4) == 0 ? random.nextInt(0x10FFFF) : random.nextInt(128));
            }
            String made;
            try {
                made = name("", display.toString(), "r");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageContaining("control characters");
                continue;
            }
            assertThat(made.getBytes(StandardCharsets.UTF_8).length)
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(RULES.longest());
        }
    }
}
