package io.sealwright.server.engine.transit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.crypto.transit.RefusedException;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is restored is refused, or a key that comes back as it is from its own backup. */
class BackupReaderFuzzTest {
    private static final int LONGEST = 16_384;

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void backup(byte[] json) {
        if (json.length > LONGEST) {
            return;
        }
        BackupReader.Restored read;
        try {
            read = BackupReader.read(json);
        } catch (RefusedException refused) {
            assertThat(refused.reason()).isNotEmpty();
            return;
        }
        NamedKey.Versions numbers = read.key().versions();
        assertThat(read.versions().lastKey()).isEqualTo(numbers.latest());
        assertThat(read.versions().firstKey()).isLessThanOrEqualTo(numbers.minDecryption());
        byte[] written = BackupWriter.write(read.key(), read.versions());
        BackupReader.Restored again = BackupReader.read(written);
        assertThat(again.key()).isEqualTo(read.key());
        assertThat(again.versions().keySet()).isEqualTo(read.versions().keySet());
        again.versions()
                .forEach((number, version) -> {
                    KeyVersion before = read.versions().get(number);
                    assertThat(before).isNotNull();
                    assertThat(version.toStored().encode()).isEqualTo(before.toStored().encode());
                });
    }

    static Stream<Arguments> seeds() {
        return OpenBaoKeys.all().stream()
                .map(key -> Arguments.of((Object) Base64.getDecoder().decode(key.backup())));
    }
}
