package io.sealwright.storage.apply;

import static io.sealwright.storage.StoreTesting.key;
import static io.sealwright.storage.StoreTesting.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.storage.Entry;
import io.sealwright.storage.Key;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.StoreCommand.Submission;
import io.sealwright.storage.codec.CommandCodec;
import io.sealwright.storage.rocks.RocksState;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One log applied to several databases, and to a model: all end up the same. */
class ReplicasIT {
    private static final int ENTRIES = 400;
    private static final long CACHE = 2 << 20;

    @TempDir Path folder;
    private String live = "moved";

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneLogGivesOneState(long seed) {
        List<byte[]> log = log(new Random(seed));
        MapState model = new MapState();
        RocksState steady = open("steady");
        RocksState moved = open(live);
        long index = 0;
        for (byte[] entry : log) {
            index++;
            Changes expected = model.run(index, decode(entry));
            Changes first = steady.apply(3, index, decode(entry));
            Changes second = moved.apply(3, index, decode(entry));
            assertThat(first.answers()).isEqualTo(expected.answers());
            assertThat(second.answers()).isEqualTo(expected.answers());
            if (index % 130 == 0) {
                moved = reopen(moved, index);
            }
        }
        assertThat(moved.fingerprint()).isEqualTo(steady.fingerprint());
        Map<Key, Entry> wanted = model.live;
        assertThat(contents(steady)).isEqualTo(text(wanted));
        assertThat(contents(moved)).isEqualTo(text(wanted));
        steady.close();
        moved.close();
    }

    /**
     * Goes on from a checkpoint, as a member that installed a snapshot does, or from its own files.
     */
    private RocksState reopen(RocksState state, long index) {
        if (index % 260 == 0) {
            Path copy = folder.resolve("copy" + index);
            state.checkpoint(copy);
            state.close();
            live = "copy" + index;
            return open(live);
        }
        state.close();
        return open(live);
    }

    private RocksState open(String name) {
        return RocksState.open(folder.resolve(name), "cluster", CACHE);
    }

    private static StoreCommand decode(byte[] entry) {
        return CommandCodec.decode(ByteBuffer.wrap(entry));
    }

    private static List<byte[]> log(Random random) {
        List<byte[]> log = new ArrayList<>();
        List<WriteSet> earlier = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            StoreCommand command;
            if (random.nextInt(40) == 0) {
                command = new StoreCommand.Epoch("n" + random.nextInt(3), random.nextLong());
            } else {
                List<Submission> submissions = new ArrayList<>();
                for (int j = 0; j < 1 + random.nextInt(6); j++) {
                    boolean repeat = !earlier.isEmpty() && random.nextInt(10) == 0;
                    WriteSet set =
                            repeat
                                    ? earlier.get(random.nextInt(earlier.size()))
                                    : randomSet(random, i);
                    earlier.add(set);
                    submissions.add(new Submission(set, 0));
                }
                command = new StoreCommand.Commit(submissions);
            }
            log.add(CommandCodec.encode(command));
        }
        return log;
    }

    private static WriteSet randomSet(Random random, int entry) {
        List<Precondition> preconditions = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Key key = randomKey(random);
            preconditions.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Precondition.Absent(key);
                        case 1 -> new Precondition.Present(key);
                        default ->
                                new Precondition.AtRevision(
                                        key, (long) random.nextInt(entry + 1) << 16);
                    });
        }
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            mutations.add(randomMutation(random));
        }
        return new WriteSet(
                new TransactionId(random.nextLong(), random.nextLong()), preconditions, mutations);
    }

    private static Mutation randomMutation(Random random) {
        Key key = randomKey(random);
        return switch (random.nextInt(9)) {
            case 0 -> new Mutation.Delete(key);
            case 1 -> new Mutation.Touch(key);
            case 2, 3 -> new Mutation.Add(key, random.nextInt(7) - 3, -5);
            case 8 -> new Mutation.Append(Keys.log(0, Keys.POLICIES), number(random.nextInt(10)));
            case 4 ->
                    random.nextInt(4) == 0
                            ? new Mutation.DeletePrefix(key("k" + random.nextInt(3)))
                            : new Mutation.Touch(key);
            default -> {
                byte[] value = new byte[random.nextInt(50)];
                random.nextBytes(value);
                yield new Mutation.Put(
                        key, random.nextBoolean() ? value : number(random.nextInt(10)));
            }
        };
    }

    private static Key randomKey(Random random) {
        return random.nextInt(6) == 0
                ? Keys.of(random.nextInt(2), Keys.RECORD, Keys.POLICIES, new byte[] {1})
                : key("k" + random.nextInt(3) + "/" + random.nextInt(8));
    }

    private static String contents(RocksState state) {
        Map<Key, Entry> all = new TreeMap<>();
        try (View view = state.view()) {
            for (int first = 0; first < 256; first++) {
                for (KeyEntry one : view.scan(new Key(new byte[] {(byte) first}), null, 10_000)) {
                    all.put(one.key(), one.entry());
                }
            }
        }
        return text(all);
    }

    private static String text(Map<Key, Entry> contents) {
        StringBuilder text = new StringBuilder();
        contents.forEach((key, entry) ->
                text.append(key)
                        .append(' ')
                        .append(entry.revision())
                        .append(' ')
                        .append(Arrays.toString(entry.value()))
                        .append('\n'));
        return text.toString();
    }

    static LongStream seeds() {
        return LongStream.range(0, 4);
    }
}
