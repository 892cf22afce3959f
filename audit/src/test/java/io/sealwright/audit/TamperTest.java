package io.sealwright.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.crypto.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of tampering is found and its first sequence number named, by the command as the
 * operator runs it.
 */
class TamperTest {

    @TempDir Path folder;

    private Path file = Path.of("");
    private Path rotated = Path.of("");
    private Path key = Path.of("");
    private Path headFile = Path.of("");
    private List<String> lines = List.of();
    private String output = "";

    @BeforeEach
    void write() throws Exception {
        file = folder.resolve("audit.log");
        rotated = folder.resolve("audit.log.1");
        key = folder.resolve("audit.pub");
        headFile = folder.resolve("head.json");
        AuditLog log = Fixtures.open(file, null);
        Fixtures.pairs(log, "a", 10);
        Files.move(file, rotated);
        log.reopen().get();
        Fixtures.pairs(log, "b", 10);
        log.close();
        Files.writeString(key, Fixtures.SIGNER.publicKey().pem());
        Files.writeString(headFile, Fixtures.newestHead(log).toJson());
        lines = Fixtures.lines(file);
    }

    @Test
    void theUntouchedFilesAreIntact() {
        assertThat(run(rotated, file)).isZero();
        assertThat(output).contains("signatures not checked");
        assertThat(run(rotated, file, "--key", key, "--head", headFile)).isZero();
        assertThat(output).startsWith("OK: ").contains("signed through");
        assertThat(run(rotated, "--key=" + key)).isZero();
        assertThat(run(file)).isZero();
        assertThat(output).contains("note: starts at line number");
    }

    @Test
    void aDeletedLineIsNamed() throws IOException {
        long seq = seqOf(lines.get(5));
        save(without(5));
        assertThat(run(rotated, file)).isOne();
        assertThat(output)
                .startsWith(
                        "FAILED at sequence number "
                                + seq
                                + " (audit.log:6): line "
                                + seq
                                + " is missing");
        save(without(5, 6, 7));
        assertThat(run(file)).isOne();
        assertThat(output).contains("lines " + seq + " to " + (seq + 2) + " are missing");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aFlippedByteIsNamed(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] whole = Files.readAllBytes(file);
        for (int round = 0; round < 60; round++) {
            byte[] bytes = whole.clone();
            int at = random.nextInt(bytes.length);
            byte was = bytes[at];
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            String what = "seed " + seed + " byte " + at + " from " + was + " to " + bytes[at];
            assertThat(run(rotated, file, "--key", key)).as(what).isOne();
            long bad = seqAt(whole, at);
            assertThat(firstBad()).as(what + "\n" + output).isEqualTo(bad);
        }
    }

    @Test
    void everyByteOfTheLastLineCounts() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int from =
                new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf('\n', whole.length - 2)
                        + 1;
        for (int at = from; at < whole.length; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 1;
            Files.write(file, bytes);
            assertThat(run(file, "--key", key)).as("byte %d: %s", at, output).isOne();
        }
    }

    @Test
    void aTornLastLineIsNamed() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        long last = seqOf(lines.getLast());
        for (int less : List.of(1, 2, 40, lines.getLast().length())) {
            Files.write(file, Arrays.copyOf(whole, whole.length - less));
            assertThat(run(rotated, file)).isOne();
            assertThat(output).startsWith("FAILED at sequence number " + last).contains("torn");
        }
    }

    @Test
    void aTailCutAtALineIsFoundWithAHead() throws IOException {
        save(lines.subList(0, lines.size() - 4));
        assertThat(run(rotated, file)).isZero(); // the chain alone cannot know
        assertThat(run(rotated, file, "--head", headFile)).isOne();
        long first = seqOf(lines.get(lines.size() - 4));
        assertThat(output)
                .startsWith("FAILED at sequence number " + first)
                .contains("the tail is cut");
    }

    @Test
    void aMissingFirstFileIsFoundWithAHead() {
        assertThat(run(file, "--head", headFile)).isOne();
        assertThat(output)
                .startsWith(
                        "FAILED at sequence number 1: lines 1 to " + (seqOf(lines.getFirst()) - 1));
        assertThat(run(file, "--head", headFile, "--from", String.valueOf(seqOf(lines.getFirst()))))
                .isZero();
    }

    @Test
    void aMissingMiddleFileAndAWrongOrderAreFound() throws IOException {
        assertThat(run(file, rotated)).isOne();
        Path third = folder.resolve("third");
        Files.copy(file, third);
        save(lines.subList(0, 4));
        Files.write(third, lines.subList(8, lines.size()));
        assertThat(run(rotated, file, third)).isOne();
        assertThat(firstBad()).isEqualTo(seqOf(lines.get(4)));
    }

    @Test
    void swappedAndRepeatedAndInsertedLinesAreFound() throws IOException {
        List<String> swapped = new ArrayList<>(lines);
        java.util.Collections.swap(swapped, 4, 5);
        save(swapped);
        assertThat(run(rotated, file)).isOne();
        assertThat(firstBad()).isEqualTo(seqOf(lines.get(4)));
        List<String> repeated = new ArrayList<>(lines);
        repeated.add(5, lines.get(4));
        save(repeated);
        assertThat(run(rotated, file)).isOne();
        assertThat(firstBad()).isEqualTo(seqOf(lines.get(4)));
        List<String> inserted = new ArrayList<>(lines);
        inserted.add(5, "{\"time\":\"2026-11-24T13:27:00Z\",\"type\":\"request\"}");
        save(inserted);
        assertThat(run(rotated, file)).isOne();
        assertThat(firstBad()).isEqualTo(seqOf(lines.get(5)));
    }

    /** Whoever can write the file can chain it anew, but not sign it. */
    @Test
    void aChainWrittenAnewIsFoundByItsHeads() throws IOException {
        List<String> forged = forge(line -> line.replace("data/b3", "data/zz"));
        save(forged);
        assertThat(run(rotated, file)).isOne(); // the head states another hash
        forged =
                forge(line ->
                        line.contains("\"type\":\"head\"")
                                ? ""
                                : line.replace("data/b3", "data/zz"));
        save(forged);
        assertThat(run(rotated, file)).isZero();
        assertThat(run(file, "--key", key)).isOne();
        assertThat(output).contains("no head is signed");
        assertThat(run(rotated, file, "--key", key, "--head", headFile)).isOne();
    }

    @Test
    void aHeadOfAnotherKeyDoesNotCount() throws IOException {
        Path other = folder.resolve("other.pub");
        Files.writeString(
                other, HeadSigner.of(SigningKey.generate(new SecureRandom())).publicKey().pem());
        assertThat(run(rotated, file, "--key", other)).isOne();
        assertThat(output).contains("no valid signature of a given key");
        assertThat(run(rotated, file, "--key", other, "--key", key)).isZero();
        Files.writeString(headFile, Files.readString(headFile).replace("\"node-1\"", "\"node-2\""));
        assertThat(run(rotated, file, "--key", key, "--head", headFile)).isOne();
        assertThat(output).contains("the given head is not signed");
    }

    @Test
    void aLongStretchWithoutAHeadIsFound() throws IOException {
        List<String> late = new ArrayList<>();
        String previous = lines.getLast();
        for (int minutes = 0; minutes < 12; minutes++) {
            AuditEntry entry =
                    Fixtures.FORMAT.request(
                            Fixtures.TIME.plus(Duration.ofMinutes(minutes)),
                            AuditAuth.NONE,
                            AuditRequest.builder("late" + minutes, "read", "p").build());
            previous = chained(new String(entry.body(), StandardCharsets.UTF_8), previous);
            late.add(previous);
        }
        List<String> all = new ArrayList<>(lines);
        all.addAll(late.subList(0, 10));
        save(all);
        assertThat(run(rotated, file, "--key", key)).isZero();
        all.addAll(late.subList(10, 12));
        save(all);
        assertThat(run(rotated, file, "--key", key)).isOne();
        assertThat(output).contains("no signed head since line " + seqOf(late.getFirst()));
    }

    @Test
    void wrongUsageAndUnreadableFilesExitWithTwo() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(run(file, "--key")).isEqualTo(2);
        assertThat(run(file, "--what", "x")).isEqualTo(2);
        assertThat(run(file, "--from", "x")).isEqualTo(2);
        assertThat(run(folder.resolve("absent"))).isEqualTo(2);
        assertThat(run(folder)).isEqualTo(2);
        Files.writeString(key, "no key");
        assertThat(run(file, "--key", key)).isEqualTo(2);
        Files.writeString(headFile, "{}");
        assertThat(run(file, "--head", headFile)).isEqualTo(2);
        assertThat(AuditCommand.run(new String[] {"list"}, Map.of(), System.out, quiet()))
                .isEqualTo(2);
        Files.write(file, new byte[0]);
        assertThat(run(file)).isOne();
    }

    private interface Change {
        String of(String line);
    }

    private List<String> forge(Change change) throws IOException {
        List<String> forged = new ArrayList<>();
        String previous = Fixtures.lines(rotated).getLast();
        for (String line : lines) {
            String changed = change.of(line);
            if (!changed.isEmpty()) {
                previous =
                        chained(changed.substring(0, changed.lastIndexOf(",\"chain\"")), previous);
                forged.add(previous);
            }
        }
        return forged;
    }

    private static String chained(String body, String previous) {
        byte[] bytes = previous.getBytes(StandardCharsets.UTF_8);
        LineTrailer before =
                java.util.Objects.requireNonNull(LineTrailer.parse(bytes, 0, bytes.length));
        LineTrailer trailer =
                new LineTrailer(
                        before.epoch(),
                        before.seq() + 1,
                        io.sealwright.crypto.Digests.sha256Hex(bytes));
        return body + new String(trailer.bytes(), StandardCharsets.UTF_8);
    }

    private List<String> without(Integer... indexes) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!List.of(indexes).contains(i)) {
                left.add(lines.get(i));
            }
        }
        return left;
    }

    private void save(List<String> changed) throws IOException {
        Files.write(file, changed);
    }

    private long firstBad() {
        String[] words = output.split(" ");
        return Long.parseLong(words[4].replace(":", ""));
    }

    private static long seqOf(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return java.util.Objects.requireNonNull(LineTrailer.parse(bytes, 0, bytes.length)).seq();
    }

    private static long seqAt(byte[] whole, int at) {
        String text = new String(whole, StandardCharsets.ISO_8859_1);
        int from = at == 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
        return seqOf(text.substring(from, text.indexOf('\n', at)));
    }

    private int run(Object... args) {
        String[] all = new String[args.length + 1];
        all[0] = "verify";
        for (int i = 0; i < args.length; i++) {
            all[i + 1] = args[i].toString();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code =
                AuditCommand.run(
                        all, Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8), quiet());
        output = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    private static PrintStream quiet() {
        return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    }
}
