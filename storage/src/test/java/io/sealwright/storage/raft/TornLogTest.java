package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TornLogTest {
    private static final int PREALLOCATED = 64 << 10;

    @TempDir Path folder;

    @Test
    void wholeSegmentsAreLeftAlone() {
        assertThat(TornLog.tornAt(segment(new Random(1), 20).bytes())).isEqualTo(-1);
        assertThat(TornLog.tornAt(new byte[0])).isEqualTo(-1);
        assertThat(TornLog.tornAt("RaftLog1".getBytes(StandardCharsets.US_ASCII))).isEqualTo(-1);
        assertThat(TornLog.tornAt(new byte[100])).isEqualTo(-1);
    }

    /**
     * Whatever sectors of the last write did not reach the disk: it is cut at the first record that
     * misses one.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sectorsThatWereNotWrittenAreCutOff(long seed) {
        Random random = new Random(seed);
        for (int run = 0; run < 50; run++) {
            Segment whole = segment(random, 10 + random.nextInt(10));
            int synced = 1 + random.nextInt(whole.starts().length - 2);
            int from = whole.starts()[synced];
            byte[] bytes = whole.bytes().clone();
            boolean any = false;
            for (int at = from; at < whole.end(); at = (at / 512 + 1) * 512) {
                if (random.nextInt(3) == 0) {
                    Arrays.fill(bytes, at, Math.min(whole.end(), (at / 512 + 1) * 512), (byte) 0);
                    any = true;
                }
            }
            if (!any) {
                continue;
            }
            int cut = TornLog.tornAt(bytes);
            // Nothing that was synced is lost, and what is left can be read.
            byte[] left = bytes.clone();
            if (cut >= 0) {
                assertThat(cut).isGreaterThanOrEqualTo(from);
                Arrays.fill(left, cut, left.length, (byte) 0);
            }
            assertThat(TornLog.tornAt(left)).isEqualTo(-1);
        }
    }

    @Test
    void aBitThatFlippedIsNotTakenForATornWrite() {
        Segment whole = segment(new Random(3), 12);
        for (int record = 0; record < 11; record++) {
            byte[] bytes = whole.bytes().clone();
            bytes[whole.starts()[record] + 30] ^= 1;
            assertThat(TornLog.tornAt(bytes)).isEqualTo(-1);
        }
    }

    @Test
    void theFileIsCutInPlace() throws Exception {
        Segment whole = segment(new Random(4), 8);
        byte[] bytes = whole.bytes().clone();
        int last = whole.starts()[7];
        Arrays.fill(bytes, (last / 512 + 1) * 512, bytes.length, (byte) 0);
        Path current = Files.createDirectories(folder.resolve("current"));
        Path open = Files.write(current.resolve("log_inprogress_0"), bytes);
        Path closed = Files.write(current.resolve("log_0-10"), bytes);
        TornLog.repair(folder);
        byte[] repaired = Files.readAllBytes(open);
        assertThat(repaired).hasSize(bytes.length);
        assertThat(Arrays.copyOf(repaired, last)).isEqualTo(Arrays.copyOf(bytes, last));
        assertThat(Arrays.copyOfRange(repaired, last, repaired.length)).containsOnly(0);
        assertThat(Files.readAllBytes(closed)).isEqualTo(bytes);
    }

    static LongStream seeds() {
        return LongStream.range(0, 10);
    }

    private record Segment(byte[] bytes, int[] starts, int end) {}

    /** Records as Ratis frames them, in a preallocated file. */
    private static Segment segment(Random random, int records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("RaftLog1".getBytes(StandardCharsets.US_ASCII));
        int[] starts = new int[records];
        for (int i = 0; i < records; i++) {
            starts[i] = out.size();
            // Ciphertext holds no long runs of zeros.
            byte[] body = new byte[600 + random.nextInt(2_000)];
            random.nextBytes(body);
            byte[] head = {(byte) (body.length & 0x7f | 0x80), (byte) (body.length >>> 7)};
            CRC32C crc = new CRC32C();
            crc.update(head);
            crc.update(body);
            out.writeBytes(head);
            out.writeBytes(body);
            out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        }
        int end = out.size();
        return new Segment(Arrays.copyOf(out.toByteArray(), PREALLOCATED), starts, end);
    }
}
