package io.sealwright.server.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GcpNameTest {
    @ParameterizedTest
    @CsvSource({
        "projects/p, PROJECT",
        "projects/example.com:p, PARENT",
        "projects/123/locations/europe-west3, PARENT",
        "projects/123/locations/europe-west3, LOCATION",
        "projects/p/secrets/A_b-9, SECRET",
        "projects/p/locations/l/secrets/s, SECRET",
        "projects/p/secrets/s/versions/latest, VERSION",
        "projects/p/locations/l/secrets/s/versions/1, VERSION"
    })
    void aNameIsReadAndWritten(String text, GcpName.Kind kind) {
        assertThat(Objects.requireNonNull(GcpName.parse(text, kind))).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "projects/p, SECRET",
        "projects/p/secrets/s, PARENT",
        "projects/p/secrets/s, VERSION",
        "projects/p/secrets/s/versions/1, SECRET",
        "projects/p/locations/l, PROJECT",
        "projects/p, LOCATION",
        "projects/, PROJECT",
        "projects/../secrets/s, SECRET",
        "projects/p/secrets/a.b, SECRET",
        "projects/p/secrets/a/b, SECRET",
        "projects/p/secrets/s/, SECRET",
        "/projects/p/secrets/s, SECRET",
        "projects/p/secrets/s/versions/1.5, VERSION",
        "projects/p/locations/L/secrets/s, SECRET"
    })
    void whatIsNoNameOfTheKindIsNone(String text, GcpName.Kind kind) {
        assertThat(GcpName.parse(text, kind)).isNull();
    }

    @Test
    void anIdHasALimit() {
        assertThat(GcpName.isSecretId("x".repeat(255))).isTrue();
        assertThat(GcpName.isSecretId("x".repeat(256))).isFalse();
        assertThat(GcpName.isSecretId("")).isFalse();
        assertThat(GcpName.isSecretId("ü")).isFalse();
    }

    /**
     * Where two methods need the same leave, policies cannot tell them apart: these few are meant
     * to.
     */
    @Test
    void everyMethodHasItsLeave() {
        Set<GcpLeave> all = new HashSet<>();
        for (GcpMethod method : GcpMethod.values()) {
            all.add(GcpLeave.of(method, "s"));
        }
        assertThat(all).hasSize(GcpMethod.values().length - 3);
        assertThat(GcpLeave.of(GcpMethod.ACCESS_SECRET_VERSION, "s").path()).isEqualTo("data/s");
    }
}
