package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is done to a log, it is intact for its key and a head of it only if the lines up to that
 * head are there as they were written. The input is a file as it is, or, behind a first byte of 1,
 * changes to a good log of five bytes each: what to do, which line, where in it (two), and a byte.
 */
class AuditVerifierFuzzTest {
    private static final int LONGEST = 8_192;
    private static final int CHANGE = 5;
    private static final int PAIRS = 3;

    @TempDir static Path folder;

    private static List<byte[]> good = List.of();
    private static byte[] covered = {};
    private static List<AuditHead> heads = List.of();

    @BeforeAll
    static void write() throws IOException {
        Path file = folder.resolve("audit.log");
        AuditLog log = Fixtures.open(file, null);
        Fixtures.pairs(log, "a", PAIRS);
        log.close();
        AuditHead head = Fixtures.newestHead(log);
        good = Fixtures.lines(file).stream().map(line -> bytes(line + "\n")).toList();
        covered = joined(good.subList(0, (int) head.seq()));
        heads = List.of(head);
        assertThat(verify(joined(good), heads).intact()).isTrue();
        assertThat(Files.readAllBytes(file)).isEqualTo(joined(good));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void log(byte[] bytes) throws IOException {
        if (bytes.length > LONGEST) {
            return;
        }
        byte[] content = bytes.length > 0 && bytes[0] == 1 ? changed(bytes) : bytes;
        AuditVerification found = verify(content, heads);
        boolean unchanged =
                content.length >= covered.length
                        && Arrays.equals(covered, Arrays.copyOf(content, covered.length));
        assertThat(found.intact() && !unchanged)
                .as("intact, although it is not what was written")
                .isFalse();
        for (AuditVerification.Finding finding : found.findings()) {
            assertThat(finding.what()).doesNotContainPattern("\\p{C}");
        }
        assertThat(found.notes()).noneMatch(note -> note.matches("(?s).*\\p{C}.*"));
        assertThat(verify(content, List.of()).lines()).isEqualTo(found.lines());
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        new byte[] {1, 0, 2, 0, 30, 'x'},
                        new byte[] {1, 3, 2, 0, 0, 0, 5, 2, 0, 0, 0},
                        new byte[] {1, 4, 2, 0, 0, 0, 4, 2, 0, 0, 0, 6, 3, 0, 9, 0},
                        new byte[] {1, 1, 1, 0, 60, '"', 2, 4, 0, 60, 0},
                        bytes(
                                """
                                {"time":"2026-11-24T13:27:00Z","type":"gap","gap":{"from":1,"checkpoint":\
                                {"seq":4,"hash":"00"},"reason":"x"},"chain":{"epoch":"0123456789abcdef","seq":5,\
                                "prev":"%s"}}
                                """
                                        .formatted("0".repeat(64))))
                .map(bytes -> Arguments.of((Object) bytes));
    }

    private static AuditVerification verify(byte[] content, List<AuditHead> wanted)
            throws IOException {
        boolean strict = !wanted.isEmpty();
        AuditVerifier verifier =
                new AuditVerifier(
                        strict ? List.of(Fixtures.SIGNER.publicKey()) : List.of(),
                        wanted,
                        strict ? 1 : 0,
                        false);
        try (LineReader reader = new LineReader(new ByteArrayInputStream(content))) {
            return verifier.verify(reader);
        }
    }

    private static byte[] changed(byte[] changes) {
        List<byte[]> lines = new ArrayList<>(good);
        for (int at = 1; at + CHANGE <= changes.length && !lines.isEmpty(); at += CHANGE) {
            int line = Math.floorMod(changes[at + 1], lines.size());
            byte[] old = lines.get(line);
            int place =
                    (Byte.toUnsignedInt(changes[at + 2]) << 8 | Byte.toUnsignedInt(changes[at + 3]))
                            % Math.max(1, old.length);
            byte value = changes[at + 4];
            switch (Math.floorMod(changes[at], 7)) {
                case 0 -> lines.set(line, spliced(old, place, 1, value));
                case 1 -> lines.set(line, spliced(old, place, 0, value));
                case 2 -> lines.set(line, spliced(old, place, 1));
                case 3 -> lines.add(line, old);
                case 4 -> lines.remove(line);
                case 5 -> Collections.swap(lines, line, (line + 1) % lines.size());
                default -> lines.set(line, Arrays.copyOf(old, place));
            }
        }
        return joined(lines);
    }

    /** The line with {@code less} bytes at the place replaced by those given. */
    private static byte[] spliced(byte[] line, int place, int less, byte... more) {
        int end = Math.min(line.length, place + less);
        return joined(
                List.of(
                        Arrays.copyOf(line, place),
                        more,
                        Arrays.copyOfRange(line, end, line.length)));
    }

    private static byte[] joined(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
