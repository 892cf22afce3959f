package io.sealwright.storage.raft;

import java.util.Iterator;
import org.apache.ratis.proto.RaftProtos.FileChunkProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * The requests that send a snapshot, with their chunks in a few buffers that are used again.
 *
 * <p>Ratis 3.3.0 keeps every request until its time-out is over, also when it was answered long
 * before: with chunks of their own, a leader would hold as much of a snapshot as it can send in
 * half a minute, and run out of memory. A buffer is written again only when the follower has
 * answered for what was in it.
 *
 * <p>And the group's configuration, which the follower writes and syncs each time it comes, goes
 * with the first chunk and the last one alone: a sync for every chunk made a snapshot of a hundred
 * megabytes take longer than its time-out on a slow disk.
 */
final class SnapshotChunks implements Iterable<InstallSnapshotRequestProto> {
    /** Requests that Ratis sends before the first of them is answered. */
    static final int UNANSWERED = 8;

    /** Those, the one that waits to be sent, and the one that is being made; a few to spare. */
    static final int BUFFERS = UNANSWERED + 4;

    private final Iterable<InstallSnapshotRequestProto> requests;
    private final int chunkBytes;

    /**
     * @param chunkBytes the most of one chunk
     */
    SnapshotChunks(Iterable<InstallSnapshotRequestProto> requests, int chunkBytes) {
        this.requests = requests;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public Iterator<InstallSnapshotRequestProto> iterator() {
        return new Chunks(requests.iterator());
    }

    private final class Chunks implements Iterator<InstallSnapshotRequestProto> {
        private final Iterator<InstallSnapshotRequestProto> made;
        private final byte[][] buffers = new byte[BUFFERS][];
        private int next;

        Chunks(Iterator<InstallSnapshotRequestProto> made) {
            this.made = made;
        }

        @Override
        public boolean hasNext() {
            return made.hasNext();
        }

        @Override
        public InstallSnapshotRequestProto next() {
            InstallSnapshotRequestProto.Builder request = made.next().toBuilder();
            if (request.getSnapshotChunk().getRequestIndex() > 0
                    && !request.getSnapshotChunk().getDone()) {
                request.clearLastRaftConfigurationLogEntryProto();
            }
            for (FileChunkProto.Builder chunk :
                    request.getSnapshotChunkBuilder().getFileChunksBuilderList()) {
                chunk.setData(kept(chunk.getData()));
            }
            return request.build();
        }

        private ByteString kept(ByteString data) {
            if (buffers[next] == null) {
                buffers[next] = new byte[chunkBytes];
            }
            byte[] buffer = buffers[next];
            next = (next + 1) % BUFFERS;
            data.copyTo(buffer, 0);
            return UnsafeByteOperations.unsafeWrap(buffer, 0, data.size());
        }
    }
}
