package io.sealwright.server.engine.database.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.engine.database.spi.DatabaseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    @Test
    void rulesComeAsArraysOrByThemselves() {
        assertThat(Rules.of(List.of("[\"~app:*\", \"+@read\"]")))
                .containsExactly("~app:*", "+@read");
        assertThat(Rules.of(List.of("~app:*", "+@read"))).containsExactly("~app:*", "+@read");
        assertThat(Rules.of(List.of("+get", "+abc/def"))).containsExactly("+get", "+abc/def");
        assertThat(Rules.of(List.of())).containsExactly("~*", "+@read");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">password",
                "<password",
                "#0a",
                "!0a",
                "nopass",
                "resetpass",
                "reset",
                "off"
            })
    void rulesSetNoPasswords(String rule) {
        assertThatThrownBy(() -> Rules.of(List.of("+@read", rule)))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("not theirs to set")
                .hasMessageNotContaining("0a");
    }

    @Test
    void aRuleHasABound() {
        assertThatThrownBy(() -> Rules.of(List.of("~" + "x".repeat(1_024))))
                .isInstanceOf(DatabaseException.class);
    }
}
