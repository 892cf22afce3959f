package io.sealwright.storage.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.ratis.proto.RaftProtos.FileChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto.SnapshotChunkProto;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteOutput;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.junit.jupiter.api.Test;

class SnapshotChunksTest {
    private static final int CHUNK = 64;

    private static InstallSnapshotRequestProto request(int index, int last) {
        byte[] data = new byte[index % 5 == 4 ? 7 : CHUNK];
        Arrays.fill(data, (byte) index);
        return InstallSnapshotRequestProto.newBuilder()
                .setLastRaftConfigurationLogEntryProto(LogEntryProto.newBuilder().setIndex(1))
                .setSnapshotChunk(
                        SnapshotChunkProto.newBuilder()
                                .setRequestIndex(index)
                                .setDone(index == last)
                                .addFileChunks(
                                        FileChunkProto.newBuilder()
                                                .setFilename("file")
                                                .setOffset(3L * index)
                                                .setData(ByteString.copyFrom(data))))
                .build();
    }

    private static FileChunkProto data(InstallSnapshotRequestProto request) {
        return request.getSnapshotChunk().getFileChunks(0);
    }

    private static SnapshotChunks chunks(int count) {
        return new SnapshotChunks(
                IntStream.range(0, count).mapToObj(i -> request(i, count - 1)).toList(), CHUNK);
    }

    @Test
    void whatIsUnansweredStaysAsItWasSent() {
        List<InstallSnapshotRequestProto> sent = new ArrayList<>();
        for (InstallSnapshotRequestProto request : chunks(100)) {
            sent.add(request);
            int last = sent.size() - 1;
            for (int i = Math.max(0, last - SnapshotChunks.UNANSWERED - 1); i <= last; i++) {
                assertThat(data(sent.get(i))).isEqualTo(data(request(i, 99)));
            }
        }
        assertThat(sent).hasSize(100);
    }

    @Test
    void theConfigurationGoesWithTheFirstAndTheLastChunk() {
        List<Integer> with = new ArrayList<>();
        for (InstallSnapshotRequestProto request : chunks(20)) {
            if (request.hasLastRaftConfigurationLogEntryProto()) {
                with.add(request.getSnapshotChunk().getRequestIndex());
            }
        }
        assertThat(with).containsExactly(0, 19);
    }

    /** Ratis holds all requests for half a minute. */
    @Test
    void aWholeSnapshotTakesAFewBuffers() {
        List<InstallSnapshotRequestProto> held = new ArrayList<>();
        chunks(1_000).forEach(held::add);
        Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        for (InstallSnapshotRequestProto request : held) {
            ByteString data = data(request).getData();
            buffers.add(array(data));
        }
        assertThat(buffers).hasSize(SnapshotChunks.BUFFERS);
    }

    /** The array below, which is handed to whoever writes it out. */
    private static byte[] array(ByteString data) {
        byte[][] found = new byte[1][];
        try {
            UnsafeByteOperations.unsafeWriteTo(
                    data,
                    new ByteOutput() {
                        @Override
                        public void write(byte value) {}

                        @Override
                        public void write(byte[] value, int offset, int length) {
                            found[0] = value;
                        }

                        @Override
                        public void writeLazy(byte[] value, int offset, int length) {
                            found[0] = value;
                        }

                        @Override
                        public void write(ByteBuffer value) {}

                        @Override
                        public void writeLazy(ByteBuffer value) {}
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found[0];
    }
}
