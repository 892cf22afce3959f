package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hardening row 4: no variant of {@code root} is a policy's name. */
class PolicyNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ROOT",
                "Root",
                "rOOt",
                " root",
                "root ",
                "\troot",
                "root\n",
                "\u00A0root",
                "root\u2003",
                "ro\u200Bot",
                "\uFEFFroot",
                "ro\u00ADot",
                "root\u0000",
                "r o o t",
                "\uFF52\uFF4F\uFF4F\uFF54",
                "\uFF32\uFF2F\uFF2F\uFF34",
                "\u24E1\u24DE\u24DE\u24E3",
                "r\u00F6\u00F6t",
                "roo\u0301t",
                "\uD835\uDC2B\uD835\uDC28\uD835\uDC28\uD835\uDC2D",
                "ro\u2060ot",
                "root\u200F"
            })
    void variantsOfRootAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> PolicyNames.normalise(name));
    }

    @ParameterizedTest
    @CsvSource({
        "root,root",
        "Default,default",
        "' My-Policy ',my-policy",
        "rooted,rooted",
        "root2,root2",
        "ÄÖ,äö"
    })
    void othersAreTrimmedAndLowered(String name, String normal) {
        assertThat(PolicyNames.normalise(name)).isEqualTo(normal);
        assertThat(PolicyNames.normalise(normal)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "a\u0000b", "a\nb", "a\u202Eb", "\uD800"})
    void emptyAndUnprintableAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> PolicyNames.normalise(name));
    }

    @Test
    void lengthIsBounded() {
        assertThat(PolicyNames.normalise("a".repeat(PolicyNames.MAX_LENGTH)))
                .hasSize(PolicyNames.MAX_LENGTH);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PolicyNames.normalise("a".repeat(PolicyNames.MAX_LENGTH + 1)));
    }
}
