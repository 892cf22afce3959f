package io.sealwright.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever restores may send anything for an archive: it is one, or it is refused as none. The
 * input's first byte tells whether the rest is a tar, which is compressed here, or comes as it is.
 */
class ArchiveInputFuzzTest {
    private static final int LONGEST = 16_384;
    private static final int MOST_READ = 1 << 20;

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void archive(byte[] bytes) throws IOException {
        if (bytes.length == 0 || bytes.length > LONGEST) {
            return;
        }
        ByteArrayInputStream rest = new ByteArrayInputStream(bytes, 1, bytes.length - 1);
        byte[] archive = rest.readAllBytes();
        if ((bytes[0] & 1) == 0) {
            archive = compressed(archive);
        }
        try (ArchiveInput in = new ArchiveInput(new ByteArrayInputStream(archive))) {
            // Sparse parts can claim to be larger than any disk: what is too long is the reader's.
            assertThat(in.readNBytes(MOST_READ)).hasSizeLessThanOrEqualTo(MOST_READ);
        } catch (SnapshotException refused) {
            assertThat(refused).hasMessageContaining("snapshot");
        }
    }

    static Stream<Arguments> seeds() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ArchiveOutput archive = new ArchiveOutput(out, new SnapshotHeader(1, new UUID(1, 2), 3, 4));
        archive.write(new byte[] {1, 2, 3});
        archive.finish();
        byte[] tar =
                new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes();
        return Stream.of(behind(0, tar), behind(1, out.toByteArray()));
    }

    private static Arguments behind(int kind, byte[] rest) {
        byte[] bytes = new byte[1 + rest.length];
        bytes[0] = (byte) kind;
        System.arraycopy(rest, 0, bytes, 1, rest.length);
        return Arguments.of((Object) bytes);
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
