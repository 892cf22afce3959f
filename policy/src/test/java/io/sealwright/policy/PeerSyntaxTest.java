package io.sealwright.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Texts that {@code bao policy write} of OpenBao 2.7.2 took or refused, and where we differ on
 * purpose.
 */
class PeerSyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path \"a\" { capabilities = [\"read\"] policy = \"read\" }",
                "path \"a\" { capabilities = [\"read\"], policy = \"read\" }",
                "path \"a\" { capabilities = [\"list\"] pagination_limit = 5 }",
                "path \"a\" { capabilities = [\"list\"] pagination_limit = \"5\" }",
                "path \"a\" { capabilities = [\"list\"] expiration = \"2030-01-01T00:00:00Z\" }",
                "path \"a\" { capabilities = [\"list\"] expiration = \"1900000000\" }",
                "path \"a\" { capabilities = [\"list\"] expiration = \"\" }",
                "# only a comment",
                "path \"a/{{x}}\" { capabilities = [\"read\"] }",
                "path \"a\" {}",
                "path \"a\" { capabilities = [] }",
                "path \"\" { capabilities = [\"update\"] }",
                "path \"*\" { capabilities = [\"update\"] }",
                "path a { capabilities = [\"update\"] }",
                "path \"${a\"b}\" { capabilities = [\"update\"] }",
                "path \"a\" { capabilities = [\"update\",, \"read\"] }",
                "path \"a\" { capabilities = [\"update\"] }, path \"b\" { capabilities = [\"update\"] }",
                "path \"a\" { capabilities = [\"update\"] allowed_parameters { x = [\"y\"] } }",
                "path \"a\" { allowed_parameters = { \"x\" = [1, 1.5, true, {a=1}, [1]] } }",
                "path \"a\" { required_parameters = [\"x\", 1] min_wrapping_ttl = 1.5 }",
                "name = 5 path \"a\" { comment = \"x\" capabilities = [\"update\"] }",
                "{\"path\": {\"secret/*\": {\"capabilities\": [\"read\"]}}}",
                "{\"path\": [{\"secret/*\": {\"capabilities\": [\"read\"]}}, {\"x\": {\"capabilities\": [\"read\"]}}]}",
            })
    void bothAccept(String text) {
        assertThat(PolicyParser.parse("p", text).name()).isEqualTo("p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path \"a\" { capabilities = [\"bogus\"] }",
                "path \"a\" { capabilities = [\"root\"] }",
                "path \"a\" { capabilities = [\"READ\"] }",
                "path \"a\" { capabilities = [5] }",
                "path \"a\" { capabilities = \"read\" }",
                "path \"a\" { capabilites = [\"read\"] }",
                "pth \"a\" { capabilities = [\"read\"] }",
                "path \"a\" { capabilities = [\"read\"",
                "path \"a\" { capabilities = [\"read\"] ",
                "path \"a\" { capabilities = [\"update\" \"read\"] }",
                "path \"a\" { capabilities = [<<EOF\nread\nEOF\n] }",
                "path \"a/+*\" { capabilities = [\"read\"] }",
                "path \"a/{{x\" { capabilities = [\"read\"] }",
                "path \"a\" { policy = \"bogus\" }",
                "path \"a\" { allowed_parameters = { \"x\" = \"y\" } }",
                "path \"a\" { allowed_parameters = [{ \"x\" = [] }, {\"y\" = []}] }",
                "path \"a\" { min_wrapping_ttl = \"1h\" max_wrapping_ttl = 60 }",
                "path \"a\" { min_wrapping_ttl = \"1d\" max_wrapping_ttl = \"x\" }",
                "path \"a\" { required_parameters = \"x\" }",
                "path \"a\\d\" { capabilities = [\"update\"] }",
                "path 'a' { capabilities = [\"update\"] }",
                "path \"a\" { capabilities = [\"update\"] } }",
                "path \"a\" [{ capabilities = [\"update\"] }]",
                "path \"a\" = { capabilities = [\"update\"] }",
                "capabilities",
                "path",
                "path \"a\"",
                "[]",
                "5",
            })
    void bothRefuse(String text) {
        assertThatThrownBy(() -> PolicyParser.parse("p", text))
                .isInstanceOf(PolicySyntaxException.class)
                .hasMessageStartingWith("failed to parse policy: ");
    }

    /**
     * The peer takes these, and ignores a part of each: that part could be what the author relied
     * on.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "path \"a\" { capabilities = [\"read\"] capabilities = [\"list\"] }",
                "path \"a\" { capabilities = [\"read\"] mfa_methods = [\"x\"] }",
                "path \"a\" { capabilities = [\"list\"] pagination_limit = -5 }",
                "path \"a\" { capabilities = [\"deny\", \"bogus\"] }",
                "path \"a\" \"b\" { capabilities = [\"read\"] }",
                "path \"a\" { min_wrapping_ttl = \"-1s\" }",
                "path \"a\" { allowed_parameters = { \"x\" = [] \"X\" = [\"a\"] } }",
                "path \"a\" { allowed_parameters = { \"x\" = [] \"x\" = [\"a\"] } }",
                "{\"path\": {\"a\": {\"capabilities\": [\"read\"], \"capabilities\": [\"list\"]}}}",
                "{\"path\": {\"a\": {\"policy\": \"read\"}}, \"path\": {\"b\": {\"policy\": \"read\"}}}",
            })
    void onlyWeRefuse(String text) {
        assertThatThrownBy(() -> PolicyParser.parse("p", text))
                .isInstanceOf(PolicySyntaxException.class);
    }

    /**
     * Not supported yet: refused rather than ignored. The peer takes it and filters listings by it.
     */
    @ParameterizedTest
    @ValueSource(
            strings =
                    "path \"a/\" { capabilities = [\"list\"] list_scan_response_keys_filter_path = \"{{ .path }}{{ .key }}\" }")
    void listFiltersAreRefused(String text) {
        assertThatThrownBy(() -> PolicyParser.parse("p", text))
                .hasMessageContaining("is not supported");
    }

    /** Only we take these: JSON's nesting written in HCL, and a null among parameter values. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "path { \"secret/*\" { capabilities = [\"read\"] } }",
                "path = { \"secret/*\" = { capabilities = [\"read\"] } }",
                "{\"path\": {\"a\": {\"allowed_parameters\": {\"x\": [null]}}}}",
            })
    void onlyWeAccept(String text) {
        assertThat(PolicyParser.parse("p", text).rules()).hasSize(1);
    }
}
