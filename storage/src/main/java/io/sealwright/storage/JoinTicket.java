package io.sealwright.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a joining node needs: the cluster and its members, the joining one among them. It holds no
 * secret, but whoever hands a node a ticket decides whom the node trusts: it travels inside the
 * proof-of-unseal exchange.
 */
public record JoinTicket(UUID clusterId, List<MemberRecord> members) {
    private static final int VERSION = 1;
    private static final int MAX_MEMBERS = 1_000;
    private static final int MAX_RECORD = 64 << 10;

    public JoinTicket {
        members = List.copyOf(members);
    }

    /** {@code version (1) | cluster id (16) | count (4) | length (4) and record of each}. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(clusterId.getMostSignificantBits());
            out.writeLong(clusterId.getLeastSignificantBits());
            out.writeInt(members.size());
            for (MemberRecord member : members) {
                byte[] record = member.encode();
                out.writeInt(record.length);
                out.write(record);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws IllegalArgumentException if the bytes are no ticket of this version
     */
    public static JoinTicket decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("a join ticket of version " + version);
            }
            UUID clusterId = new UUID(in.readLong(), in.readLong());
            int count = in.readInt();
            if (count < 0 || count > MAX_MEMBERS) {
                throw new IllegalArgumentException("a join ticket of " + count + " members");
            }
            List<MemberRecord> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int length = in.readInt();
                if (length < 0 || length > MAX_RECORD || length > in.available()) {
                    throw new IllegalArgumentException("a join ticket with a bad record");
                }
                members.add(MemberRecord.decode(in.readNBytes(length)));
            }
            return new JoinTicket(clusterId, members);
        } catch (IOException cut) {
            throw new IllegalArgumentException("a join ticket that is cut short", cut);
        }
    }
}
