package io.sealwright.storage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.Recorded;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.UnknownCommandException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CommandCodecTest {
    private static final Key KEY = key("key");
    private static final Key LOG = Keys.log(3, Keys.POLICIES);

    /** The bytes of version 1, as old logs hold them: they must be read for ever. */
    @Test
    void goldenCommands() throws IOException {
        assertGolden(
                "commit",
                new StoreCommand.Commit(
                        List.of(
                                new StoreCommand.Submission(
                                        new WriteSet(
                                                new TransactionId(1, 2),
                                                List.of(
                                                        new Precondition.AtRevision(KEY, 3),
                                                        new Precondition.Absent(KEY),
                                                        new Precondition.Present(KEY)),
                                                List.of(
                                                        new Mutation.Put(KEY, new byte[] {9}),
                                                        new Mutation.Delete(KEY),
                                                        new Mutation.Touch(KEY),
                                                        new Mutation.Add(KEY, -1, 0),
                                                        new Mutation.DeletePrefix(key("pref")))),
                                        77))));
        assertGolden(
                "append",
                new StoreCommand.Commit(
                        List.of(
                                new StoreCommand.Submission(
                                        new WriteSet(
                                                new TransactionId(1, 2),
                                                List.of(),
                                                List.of(new Mutation.Append(LOG, new byte[] {4}))),
                                        78))));
        assertGolden("set-format", new StoreCommand.SetFormat(1));
        assertGolden("epoch", new StoreCommand.Epoch("node-1", 0x0102030405060708L));
        assertGolden("begin-generation", new StoreCommand.BeginGeneration(5));
        assertGolden(
                "fill-generation",
                new StoreCommand.FillGeneration(
                        5, List.of(new StoreCommand.Filled(KEY, new byte[] {1, 2}))));
        assertGolden("switch-generation", new StoreCommand.SwitchGeneration(5, List.of(KEY)));
    }

    @Test
    void anEntryForWhatIsNoLogIsRefused() {
        WriteSet writeSet =
                new WriteSet(
                        new TransactionId(1, 2),
                        List.of(),
                        List.of(new Mutation.Append(KEY, new byte[] {4})));
        byte[] bytes =
                CommandCodec.encode(
                        new StoreCommand.Commit(List.of(new StoreCommand.Submission(writeSet, 1))));
        assertThatThrownBy(() -> CommandCodec.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(MalformedCommandException.class);
    }

    @Test
    void goldenAnswers() throws IOException {
        List<Recorded> answers =
                List.of(
                        new Recorded.Known(new Outcome.Committed(65_536)),
                        new Recorded.Known(new Outcome.Conflict(KEY)),
                        new Recorded.Known(new Outcome.BelowFloor(KEY)),
                        new Recorded.Expired());
        byte[] golden = golden("answers");
        assertThat(OutcomeCodec.encodeAnswers(answers)).isEqualTo(golden);
        assertThat(OutcomeCodec.decodeAnswers(ByteBuffer.wrap(golden))).isEqualTo(answers);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsEncodedIsDecoded(long seed) {
        Random random = new Random(seed);
        StoreCommand.Commit commit = randomCommit(random);
        StoreCommand decoded = CommandCodec.decode(ByteBuffer.wrap(CommandCodec.encode(commit)));
        assertThat(text(decoded)).isEqualTo(text(commit));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void damagedBytesAreRefusedWithoutHarm(long seed) {
        Random random = new Random(seed);
        byte[] bytes = CommandCodec.encode(randomCommit(random));
        for (int i = 0; i < 200; i++) {
            byte[] damaged =
                    random.nextBoolean()
                            ? Arrays.copyOf(bytes, random.nextInt(bytes.length))
                            : bytes.clone();
            if (damaged.length > 0) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                CommandCodec.decode(ByteBuffer.wrap(damaged));
            } catch (MalformedCommandException | UnknownCommandException refused) {
                // The only two answers to damage.
            }
        }
    }

    @Test
    void unknownVersionsAndKindsAreTold() {
        assertThatThrownBy(() -> CommandCodec.decode(ByteBuffer.wrap(new byte[] {2, 1})))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> CommandCodec.decode(ByteBuffer.wrap(new byte[] {1, 99})))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessageContaining("kind 99");
    }

    /** None of them can be in a log, since none was ever encoded: applied, they would do harm. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no submission,        0101 0000",
        "one too many,         0101 0401",
        "a prefix of 3 bytes,  0101 0001 %s 00000000 00000001 05 0003 616263",
        "an id that is no UTF-8, 0103 0000000000000001 00000001 ff"
    })
    void whatIsNeverEncodedIsNotDecoded(String what, String hex) {
        byte[] header = HexFormat.of().parseHex(hex.formatted("00".repeat(24)).replace(" ", ""));
        // Room for as many submissions as are claimed.
        byte[] bytes = what.equals("one too many") ? tooMany(header) : header;
        assertThatThrownBy(() -> CommandCodec.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(MalformedCommandException.class);
    }

    private static byte[] tooMany(byte[] header) {
        int least = 24 + 2 * Integer.BYTES;
        return Arrays.copyOf(header, header.length + (CommandCodec.MAX_SUBMISSIONS + 1) * least);
    }

    @Test
    void limitsOfAWriteSetAreKept() {
        byte[] half = new byte[WriteSet.MAX_BYTES / 2];
        WriteSet large =
                new WriteSet(
                        new TransactionId(1, 1),
                        List.of(),
                        List.of(new Mutation.Put(KEY, half), new Mutation.Put(key("k2"), half)));
        assertThatThrownBy(() -> WriteSetCodec.encode(large, 0))
                .isInstanceOf(StoreException.TooLarge.class)
                .hasMessageContaining(String.valueOf(WriteSet.MAX_BYTES));
        List<Mutation> many = new ArrayList<>();
        for (int i = 0; i <= WriteSet.MAX_PARTS; i++) {
            many.add(new Mutation.Touch(KEY));
        }
        assertThatThrownBy(() ->
                        WriteSetCodec.encode(
                                new WriteSet(new TransactionId(1, 1), List.of(), many), 0))
                .isInstanceOf(StoreException.TooLarge.class)
                .hasMessageContaining(String.valueOf(WriteSet.MAX_PARTS));
    }

    @Test
    void aPrefixMayNotReachOverNamespaces() {
        WriteSet wide =
                new WriteSet(
                        new TransactionId(1, 1),
                        List.of(),
                        List.of(new Mutation.DeletePrefix(key("abc"))));
        assertThatThrownBy(() -> WriteSetCodec.encode(wide, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    private static void assertGolden(String name, StoreCommand command) throws IOException {
        byte[] golden = golden(name);
        assertThat(CommandCodec.encode(command)).as(name).isEqualTo(golden);
        assertThat(text(CommandCodec.decode(ByteBuffer.wrap(golden))))
                .as(name)
                .isEqualTo(text(command));
    }

    private static byte[] golden(String name) throws IOException {
        String file = "/golden/command-v1-" + name + ".hex";
        try (InputStream in =
                Objects.requireNonNull(CommandCodecTest.class.getResourceAsStream(file), file)) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    /** Records of arrays do not compare by content: compare what they say, values included. */
    static String text(StoreCommand command) {
        return switch (command) {
            case StoreCommand.Commit commit ->
                    commit.submissions().stream()
                            .map(s ->
                                    s.seenSequence()
                                            + " "
                                            + s.writeSet().id()
                                            + s.writeSet().preconditions()
                                            + s.writeSet().mutations().stream()
                                                    .map(CommandCodecTest::text)
                                                    .toList())
                            .toList()
                            .toString();
            case StoreCommand.FillGeneration fill ->
                    fill.restoreId()
                            + fill.records().stream()
                                    .map(r -> r.key() + Arrays.toString(r.value()))
                                    .toList()
                                    .toString();
            case StoreCommand.SetFormat set -> set.toString();
            case StoreCommand.Epoch epoch -> epoch.toString();
            case StoreCommand.BeginGeneration begin -> begin.toString();
            case StoreCommand.SwitchGeneration turn -> turn.toString();
        };
    }

    private static String text(Mutation mutation) {
        return switch (mutation) {
            case Mutation.Put put -> put.key() + Arrays.toString(put.value());
            case Mutation.Append append -> append.log() + Arrays.toString(append.value());
            case Mutation.Delete delete -> delete.toString();
            case Mutation.Touch touch -> touch.toString();
            case Mutation.Add add -> add.toString();
            case Mutation.DeletePrefix prefix -> prefix.toString();
        };
    }

    private static StoreCommand.Commit randomCommit(Random random) {
        List<StoreCommand.Submission> submissions = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            List<Precondition> preconditions = new ArrayList<>();
            for (int j = 0; j < random.nextInt(4); j++) {
                preconditions.add(
                        switch (random.nextInt(3)) {
                            case 0 ->
                                    new Precondition.AtRevision(
                                            randomKey(random), random.nextLong());
                            case 1 -> new Precondition.Absent(randomKey(random));
                            default -> new Precondition.Present(randomKey(random));
                        });
            }
            List<Mutation> mutations = new ArrayList<>();
            for (int j = 0; j < random.nextInt(6); j++) {
                mutations.add(randomMutation(random));
            }
            submissions.add(
                    new StoreCommand.Submission(
                            new WriteSet(
                                    new TransactionId(random.nextLong(), random.nextLong()),
                                    preconditions,
                                    mutations),
                            random.nextLong()));
        }
        return new StoreCommand.Commit(submissions);
    }

    private static Mutation randomMutation(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Mutation.Put(randomKey(random), randomBytes(random));
            case 1 -> new Mutation.Delete(randomKey(random));
            case 2 -> new Mutation.Touch(randomKey(random));
            case 3 -> new Mutation.Add(randomKey(random), random.nextLong(), random.nextLong());
            case 4 -> new Mutation.Append(LOG, randomBytes(random));
            default -> new Mutation.DeletePrefix(randomKey(random));
        };
    }

    private static byte[] randomBytes(Random random) {
        byte[] value = new byte[random.nextInt(100)];
        random.nextBytes(value);
        return value;
    }

    private static Key randomKey(Random random) {
        byte[] bytes = new byte[4 + random.nextInt(40)];
        random.nextBytes(bytes);
        return new Key(bytes);
    }

    private static Key key(String text) {
        return new Key(text.getBytes(StandardCharsets.UTF_8));
    }
}
