package io.sealwright.server.auth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

class StsParametersTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofDays(30);

    private static StsParameters of(String name, String value) {
        return new StsParameters(JsonNodeFactory.instance.objectNode().put(name, value));
    }

    private static Duration life(String seconds, Duration longest) {
        return of("DurationSeconds", seconds).life(StsParameters.ROLES_LIFE, HOUR, longest);
    }

    private static String refused(StsParameters parameters, Consumer<StsParameters> read) {
        RequestFailure failure =
                catchThrowableOfType(RequestFailure.class, () -> read.accept(parameters));
        assertThat(failure.failure()).isInstanceOf(Failure.Named.class);
        assertThat(failure.failure().toString()).contains("ValidationError");
        return failure.failure().toString();
    }

    @Test
    void aSessionLivesAnHourOrAsLongAsItCan() {
        assertThat(of("a", "b").life(StsParameters.ROLES_LIFE, HOUR, LONG)).isEqualTo(HOUR);
        assertThat(of("a", "b").life(StsParameters.ROLES_LIFE, HOUR, Duration.ofMinutes(5)))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(life("43200", LONG)).isEqualTo(Duration.ofHours(12));
        assertThat(life("900", LONG)).isEqualTo(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @CsvSource({
        "899,greater than or equal to 900",
        "43201,less than or equal to 43200",
        "x,no number",
        "-1,no number",
        "99999999999999999999,no number"
    })
    void otherLivesAreRefused(String seconds, String why) {
        assertThat(
                        refused(
                                of("DurationSeconds", seconds),
                                read -> read.life(StsParameters.ROLES_LIFE, HOUR, LONG)))
                .contains(why);
    }

    @Test
    void aRoleThatSaysLessIsKeptTo() {
        assertThat(
                        refused(
                                of("DurationSeconds", "3600"),
                                read ->
                                        read.life(
                                                StsParameters.ROLES_LIFE,
                                                HOUR,
                                                Duration.ofMinutes(30))))
                .contains("exceeds the MaxSessionDuration set for this role; here it is 1800");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a b", "ü1"})
    void namesOfSessionsAreOfAwssAlphabet(String name) {
        assertThat(refused(of("RoleSessionName", name), StsParameters::sessionName))
                .contains("roleSessionName");
    }

    @Test
    void aSessionsNameAndARole() {
        assertThat(of("RoleSessionName", "a.b@c=1").sessionName()).isEqualTo("a.b@c=1");
        assertThat(of("RoleArn", "arn:aws:iam::123456789012:role/r").role().name()).isEqualTo("r");
        assertThat(refused(of("RoleArn", "hunter2"), StsParameters::role))
                .contains("RoleArn is invalid")
                .doesNotContain("hunter2");
    }
}
