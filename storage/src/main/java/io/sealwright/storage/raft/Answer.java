package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.RocksState.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a member says of itself when asked: the basis of linearizable reads and of handing
 * leadership over.
 *
 * @param term its current term at some moment after it was asked
 * @param leads it leads in this term and has applied what was committed before
 * @param serving it answers clients (unsealed, not draining)
 * @param index Raft index it has applied; if it leads, what it knows to be committed, which a
 *     linearizable read has to see
 * @param mark fingerprint of its state at a round index, for comparing; {@link #NO_MARK} if it has
 *     none
 * @param voters of its newest configuration; empty unless it leads
 * @param previousVoters of the configuration that is being replaced; empty unless it leads during a
 *     change
 */
record Answer(
        long term,
        boolean leads,
        boolean serving,
        long index,
        Fingerprint mark,
        List<String> voters,
        List<String> previousVoters) {
    static final Fingerprint NO_MARK = new Fingerprint(-1, 0);

    private static final byte VERSION = 1;
    private static final int LEADS = 1;
    private static final int SERVING = 2;
    private static final int MAX_VOTERS = 1_000;

    Answer {
        voters = List.copyOf(voters);
        previousVoters = List.copyOf(previousVoters);
    }

    /**
     * {@code version (1) | flags (1) | term (8) | index (8) | mark index (8) | mark hash (8) |
     * voters | previous voters}.
     */
    byte[] encode() {
        int size = 2 + 4 * Long.BYTES + size(voters) + size(previousVoters);
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(VERSION).put((byte) ((leads ? LEADS : 0) | (serving ? SERVING : 0)));
        out.putLong(term).putLong(index).putLong(mark.index()).putLong(mark.hash());
        write(out, voters);
        write(out, previousVoters);
        return out.array();
    }

    /**
     * @throws IllegalArgumentException if the bytes are no answer of this version
     */
    static Answer decode(ByteBuffer in) {
        try {
            byte version = in.get();
            if (version != VERSION) {
                throw new IllegalArgumentException("an answer of version " + version);
            }
            int flags = in.get();
            return new Answer(
                    in.getLong(),
                    (flags & LEADS) != 0,
                    (flags & SERVING) != 0,
                    in.getLong(),
                    new Fingerprint(in.getLong(), in.getLong()),
                    read(in),
                    read(in));
        } catch (java.nio.BufferUnderflowException cut) {
            throw new IllegalArgumentException("an answer that is cut short", cut);
        }
    }

    private static int size(List<String> names) {
        int size = Short.BYTES;
        for (String name : names) {
            size += Short.BYTES + name.getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    private static void write(ByteBuffer out, List<String> names) {
        out.putShort((short) names.size());
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            out.putShort((short) bytes.length).put(bytes);
        }
    }

    private static List<String> read(ByteBuffer in) {
        int count = in.getShort();
        if (count < 0 || count > MAX_VOTERS) {
            throw new IllegalArgumentException("an answer with " + count + " voters");
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int length = in.getShort();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("an answer with a bad name");
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            names.add(new String(bytes, StandardCharsets.UTF_8));
        }
        return names;
    }
}
