package io.sealwright.storage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sealwright.storage.Key;
import io.sealwright.storage.Keys;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.TransactionId;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.apply.StoreCommand;
import io.sealwright.storage.apply.UnknownCommandException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An entry of the Raft log is refused, or it is byte for byte what its command is encoded as. */
class CommandCodecFuzzTest {
    private static final int LONGEST = 4_096;
    private static final Key KEY = new Key(new byte[] {0, 0, 0, 0, 'k'});

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "30s")
    void entry(byte[] bytes) {
        if (bytes.length > LONGEST) {
            return;
        }
        StoreCommand command;
        try {
            command = CommandCodec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedCommandException | UnknownCommandException refused) {
            return;
        }
        assertThat(CommandCodec.encode(command)).isEqualTo(bytes);
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        new StoreCommand.Commit(List.of(submission(), submission())),
                        new StoreCommand.SetFormat(1),
                        new StoreCommand.Epoch("n\u00f6de", 7),
                        new StoreCommand.BeginGeneration(5),
                        new StoreCommand.FillGeneration(
                                5, List.of(new StoreCommand.Filled(KEY, new byte[] {1, 2}))),
                        new StoreCommand.SwitchGeneration(5, List.of(KEY, KEY)))
                .map(command -> Arguments.of((Object) CommandCodec.encode(command)));
    }

    private static StoreCommand.Submission submission() {
        return new StoreCommand.Submission(
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
                                new Mutation.DeletePrefix(KEY),
                                new Mutation.Append(Keys.log(0, Keys.POLICIES), new byte[] {1}))),
                77);
    }
}
