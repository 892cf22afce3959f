package io.sealwright.server.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a token counts. Numbers are seconds from now; a dash is a claim that is missing. */
final class JwtTimeTest extends JwtFixture {
    @BeforeEach
    void trustOne() {
        trust(RSA);
        role("usual", "");
        role(
                "strict",
                ",\"expiration_leeway\":-1,\"not_before_leeway\":\"-1\",\"clock_skew_leeway\":\"-30s\"");
        role(
                "wide",
                ",\"expiration_leeway\":1000,\"not_before_leeway\":\"1000s\",\"clock_skew_leeway\":500");
    }

    private String at(String seconds) {
        return seconds.equals("-")
                ? "null"
                : "" + (desk.now().getEpochSecond() + Long.parseLong(seconds));
    }

    private String outcome(String role, String json) {
        try {
            return login(role, RSA.token(claims(json))).status() == 200 ? "ok" : "?";
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            return message.contains("not yet valid")
                    ? "early"
                    : message.contains("is expired")
                            ? "late"
                            : message.contains("in the future")
                                    ? "future"
                                    : message.contains("no issued at (iat)") ? "none" : message;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "usual, 0, 0, 300, ok",
        "usual, 0, 0, -59, ok",
        "usual, 0, 0, -61, late",
        "usual, 0, 59, 300, ok",
        "usual, 0, 61, 300, early",
        "usual, 59, 0, 300, ok",
        "usual, 61, -, 300, early",
        "usual, 61, 0, 300, future",
        "usual, -, -, -, none",
        "usual, -, -, -5, ok",
        "usual, -, -, 200, ok",
        "usual, -, -, 215, early",
        "usual, 0, -, -, ok",
        "usual, -205, -, -, ok",
        "usual, -211, -, -, late",
        "usual, -, 0, -, ok",
        "usual, -, -211, -, late",
        "strict, 0, 0, 1, ok",
        "strict, 0, 0, -1, late",
        "strict, 0, 1, 300, early",
        "strict, 1, 0, 300, future",
        "strict, -5, -, -, late",
        "strict, -, -, 5, early",
        "wide, 0, 0, -499, ok",
        "wide, 0, 0, -501, late",
        "wide, 0, 499, 900, ok",
        "wide, 0, 501, 900, early",
        "wide, -1499, -, -, ok",
        "wide, -1501, -, -, late",
        "wide, -, -, 1499, ok",
        "wide, -, -, 1501, early",
    })
    void aTokenCountsFromItsBeginningToItsEnd(
            String role, String iat, String nbf, String exp, String outcome) {
        String json = "{\"iat\":%s,\"nbf\":%s,\"exp\":%s}".formatted(at(iat), at(nbf), at(exp));

        assertThat(outcome(role, json)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"5\"|expected number value to unmarshal NumericDate",
                "true|expected number value to unmarshal NumericDate",
                "[1]|expected number value to unmarshal NumericDate",
                "1e300|is no time before the year 10000",
                "-1e300|is no time before the year 10000",
                "1000000000000000000000000000000|is no time before the year 10000",
                "-5|token is expired"
            })
    void aTimeIsANumberOfSeconds(String exp, String message) {
        assertThat(
                        outcome("usual", "{\"exp\":" + exp + "}").equals("late")
                                ? "token is expired"
                                : outcome("usual", "{\"exp\":" + exp + "}"))
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource({"0", "0.0", "0.9"})
    void zeroIsNoTime(String zero) {
        assertThat(
                        outcome(
                                "usual",
                                "{\"exp\":%s,\"iat\":%s,\"nbf\":%s}".formatted(zero, zero, zero)))
                .isEqualTo("none");
    }
}
