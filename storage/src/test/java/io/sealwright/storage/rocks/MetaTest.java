package io.sealwright.storage.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.apply.ClassKey;
import io.sealwright.storage.apply.StateReader.Counters;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Stored forms of the database: they must be read for ever. */
class MetaTest {
    private static final Meta META = new Meta(2, 3, new Counters(1, 4, 5, 6), 7, -1);
    private static final String GOLDEN =
            "01"
                    + "0000000000000002"
                    + "0000000000000003"
                    + "00000001"
                    + "0000000000000004"
                    + "0000000000000005"
                    + "0000000000000006"
                    + "0000000000000007"
                    + "ffffffffffffffff";

    @Test
    void theAppliedRecord() {
        assertThat(HexFormat.of().formatHex(META.encode())).isEqualTo(GOLDEN);
        assertThat(Meta.decode(HexFormat.of().parseHex(GOLDEN))).isEqualTo(META);
        byte[] newer = META.encode();
        newer[0] = 2;
        assertThatThrownBy(() -> Meta.decode(newer))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("layout version 2");
        assertThatThrownBy(() -> Meta.decode(Arrays.copyOf(META.encode(), 30)))
                .isInstanceOf(DataFolderException.class);
    }

    @Test
    void keysAndValues() {
        ClassKey key = new ClassKey(9, (byte) 2);
        assertThat(HexFormat.of().formatHex(Meta.classKey(key))).isEqualTo("020000000902");
        assertThat(Meta.classKey(Meta.classKey(key))).isEqualTo(key);
        Key data = new Key(new byte[] {1, 2});
        assertThat(Slots.databaseKey(Slots.slot(1), data)).containsExactly(2, 1, 2);
        assertThat(Slots.key(new byte[] {2, 1, 2})).isEqualTo(data);
        assertThat(Scans.stored(new Entry(5, new byte[] {9})))
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 5, 9);
        assertThat(Scans.entry(new byte[] {0, 0, 0, 0, 0, 0, 0, 5, 9}).value()).containsExactly(9);
    }

    @Test
    void theEndOfAPrefix() {
        assertThat(Slots.end(new byte[] {1, 2})).containsExactly(1, 3);
        assertThat(Slots.end(new byte[] {1, -1, -1})).containsExactly(2);
        for (long generation = 1; generation < 1_000; generation++) {
            assertThat(Slots.slot(generation)).isNotEqualTo((byte) 0xff);
            assertThat(Slots.slot(generation)).isNotEqualTo(Slots.slot(generation + 1));
        }
    }

    @Test
    void marksAreTakenAtTheSamePlacesWhateverLiesBetween() {
        HashMarks dense = new HashMarks();
        HashMarks sparse = new HashMarks();
        for (long index = 1; index < 2_000; index++) {
            dense.pass(index - 1, (index - 1) / 10, index);
        }
        // Entries without data do not change the hash, and are not always told one by one.
        for (long index = 10; index < 2_000; index += 10) {
            sparse.pass(index - 10, (index - 10) / 10, index);
        }
        for (long mark = 512; mark < 1_900; mark += 256) {
            assertThat(sparse.at(mark)).isEqualTo(dense.at(mark)).isEqualTo(mark / 10);
        }
    }
}
