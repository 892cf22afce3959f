package io.sealwright.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission =
            new Admission(
                    StrictJsonTest.limits(
                            Map.of(
                                    "sealwright.limits.concurrent-requests",
                                    "2",
                                    "sealwright.limits.queued-requests",
                                    "2")));
    private final List<String> started = new ArrayList<>();

    private Admission.Entry enter(String name) {
        return admission.enter(() -> started.add(name));
    }

    @Test
    void placesThenTheQueueThenNothing() {
        assertThat(admission.enter()).isTrue();
        assertThat(enter("b")).isEqualTo(Admission.Entry.ADMITTED);
        assertThat(admission.enter()).isFalse();
        assertThat(enter("c")).isEqualTo(Admission.Entry.QUEUED);
        assertThat(enter("d")).isEqualTo(Admission.Entry.QUEUED);
        assertThat(enter("e")).isEqualTo(Admission.Entry.FULL);
        assertThat(admission.waiting()).isEqualTo(2);
        assertThat(started).isEmpty();
    }

    @Test
    void whoWaitsLongestIsNext() {
        placesThenTheQueueThenNothing();
        admission.leave();
        assertThat(started).containsExactly("c");
        admission.leave();
        assertThat(started).containsExactly("c", "d");
        // Both places are those of c and d now.
        assertThat(admission.enter()).isFalse();
        admission.leave();
        assertThat(admission.enter()).isTrue();
    }

    @Test
    void whoCannotStartAnyMoreIsPassedOver() {
        assertThat(admission.enter()).isTrue();
        assertThat(admission.enter()).isTrue();
        assertThat(admission.enter(() -> false)).isEqualTo(Admission.Entry.QUEUED);
        assertThat(enter("d")).isEqualTo(Admission.Entry.QUEUED);
        admission.leave();
        assertThat(started).containsExactly("d");
    }

    @Test
    void thePlaceOfOneWhoCannotStartIsFreeAgain() {
        assertThat(admission.enter()).isTrue();
        assertThat(admission.enter()).isTrue();
        assertThat(admission.enter(() -> false)).isEqualTo(Admission.Entry.QUEUED);
        admission.leave();
        assertThat(admission.enter()).isTrue();
    }
}
