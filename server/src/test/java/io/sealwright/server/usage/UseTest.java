package io.sealwright.server.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.spi.RecordCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class UseTest {
    private static final RecordCodec<Use> CODEC = RecordCodec.of(Use.class);

    @Test
    void sumsReadsByDayAndByWhom() {
        Use use =
                Use.NONE
                        .plus("alice", 20_000, new Counted(3, 1_000))
                        .plus("bob", 20_001, new Counted(2, 5_000))
                        .plus("alice", 20_001, new Counted(1, 4_000));

        assertThat(use.reads()).isEqualTo(6);
        assertThat(use.last()).isEqualTo(5_000);
        assertThat(use.lastOther()).isEqualTo("bob");
        assertThat(use.days()).containsEntry(20_000, 3L).containsEntry(20_001, 3L);
        assertThat(use.others())
                .containsExactly(new Use.Other("bob", 2, 5_000), new Use.Other("alice", 4, 4_000));
    }

    @Test
    void daysAreBounded() {
        Use use = Use.NONE;
        for (int day = 0; day < 3 * Use.MAX_DAYS; day++) {
            use = use.plus("a", day, new Counted(1, day));
        }

        assertThat(use.days()).hasSize(Use.MAX_DAYS);
        assertThat(use.days().lastKey()).isEqualTo(3 * Use.MAX_DAYS - 1);
        assertThat(use.reads()).isEqualTo(3 * Use.MAX_DAYS);
    }

    @Test
    void aLateDayThatIsTooOldIsStillCountedInTheSum() {
        Use use = Use.NONE.plus("a", 1_000, new Counted(1, 9)).plus("a", 10, new Counted(5, 1));

        assertThat(use.days()).containsOnlyKeys(1_000);
        assertThat(use.reads()).isEqualTo(6);
        assertThat(use.last()).isEqualTo(9);
    }

    @Test
    void othersAreBoundedAndTheOldestGoes() {
        Use use = Use.NONE;
        for (int i = 0; i < 50; i++) {
            use = use.plus("o" + i, 1, new Counted(1, i));
        }

        assertThat(use.others()).hasSize(Use.MAX_OTHERS);
        assertThat(use.others().getFirst().name()).isEqualTo("o49");
        assertThat(use.others().getLast().name()).isEqualTo("o30");
    }

    /** Its stored form; a change needs a reader for this one. */
    @Test
    void goldenForm() {
        String golden =
                "\u0001{\"reads\":3,\"last\":1000,\"lastOther\":\"alice\",\"days\":{\"20000\":3},"
                        + "\"others\":[{\"name\":\"alice\",\"reads\":3,\"last\":1000}]}";
        Use use = Use.NONE.plus("alice", 20_000, new Counted(3, 1_000));

        assertThat(new String(CODEC.encode(use), StandardCharsets.UTF_8)).isEqualTo(golden);
        assertThat(CODEC.decode(golden.getBytes(StandardCharsets.UTF_8))).isEqualTo(use);
    }

    @Test
    void itsBoundsKeepItSmall() {
        Use use = Use.NONE;
        for (int i = 0; i < 500; i++) {
            use = use.plus("x".repeat(36) + i, i, new Counted(1_000_000_000L, Long.MAX_VALUE - i));
        }

        assertThat(CODEC.encode(use).length).isLessThan(4_096);
    }
}
