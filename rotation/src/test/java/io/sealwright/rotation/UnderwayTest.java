package io.sealwright.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state of a rotation has one way on. */
class UnderwayTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static Underway at(RotationStep step) {
        return new Underway("token", step, false, false, 2, 1, NOW.toEpochMilli(), 0, "", false);
    }

    @Test
    void allGoesWell() {
        Underway set = Underway.started("token", 1, NOW).created(2);
        assertThat(set).isEqualTo(at(RotationStep.SET));
        Underway test = set.begin().done();
        assertThat(test).isEqualTo(at(RotationStep.TEST));
        assertThat(test.begin().done()).isEqualTo(at(RotationStep.FINISH));
    }

    @ParameterizedTest
    @EnumSource(RotationStep.class)
    void onlySetIsNotBegunAgain(RotationStep step) {
        assertThat(at(step).resumed()).isEqualTo(at(step));
        Underway resumed = at(step).begin().resumed();
        if (step == RotationStep.SET) {
            assertThat(resumed.step()).isEqualTo(RotationStep.TEST);
            assertThat(resumed.doubt()).isTrue();
        } else {
            assertThat(resumed).isEqualTo(at(step));
        }
    }

    @Test
    void afterASetOfUnknownEndTheOldValueIsTriedFirst() {
        Underway doubtful = at(RotationStep.SET).begin().resumed();
        assertThat(doubtful.done().step()).isEqualTo(RotationStep.FINISH);
        Underway verify = doubtful.failed("test");
        assertThat(verify.step()).isEqualTo(RotationStep.VERIFY);
        Underway undo = verify.begin().failed("verify");
        assertThat(undo.step()).isEqualTo(RotationStep.UNDO);
        assertThat(undo.undos()).as("nothing was undone yet").isZero();
        assertThat(undo.reason()).isEqualTo("test");
        assertThat(undo.begin().done().begin().failed("verify").undos()).isEqualTo(1);
    }

    @Test
    void whatFailsIsUndoneUntilThatWorks() {
        for (RotationStep step : new RotationStep[] {RotationStep.SET, RotationStep.TEST}) {
            Underway undo = at(step).begin().failed("why");
            assertThat(undo.step()).isEqualTo(RotationStep.UNDO);
            Underway again = undo.begin().failed("undo");
            assertThat(again.step()).isEqualTo(RotationStep.UNDO);
            assertThat(again.undos()).isEqualTo(1);
            assertThat(again.begin().done().step()).isEqualTo(RotationStep.VERIFY);
            assertThat(again.reason()).isEqualTo("why");
        }
    }

    @ParameterizedTest
    @EnumSource(RotationStep.class)
    void aFunctionTakesEachStepAgainAndBeginsAnewAfterAFailure(RotationStep step) {
        assertThat(at(step).begin().repeated()).isEqualTo(at(step));
        assertThat(at(step).begin().fromStart()).isEqualTo(at(RotationStep.CREATE));
    }

    @Test
    void aTrialIsOfTheTestAlone() {
        Underway trial = Underway.trial("token", 2, 1, NOW);
        assertThat(trial.step()).isEqualTo(RotationStep.TEST);
        assertThat(trial.begin().resumed()).isEqualTo(trial);
        assertThat(trial.begin().trial()).isTrue();
        assertThat(at(RotationStep.TEST).trial()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"CREATE", "FINISH", "VERIFY"})
    void whatEndsARotationHasNothingBehindIt(RotationStep step) {
        assertThatThrownBy(() -> at(step).done()).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 20", "3, 40", "9, 2560", "10, 3600", "1000, 3600"})
    void delaysDoubleUpToAnHour(int failures, long seconds) {
        assertThat(RotationTimes.delay(Duration.ofSeconds(10), failures))
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}
