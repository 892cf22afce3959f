package io.sealwright.storage.raft;

import io.sealwright.storage.MemberReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The leader's report on the members, as it is sent: {@code version (1) | count (2)}, and for each
 * {@code node id | cluster address (UTF each) | flags (1) | silence in ms (8) | term (8) | index
 * (8) | stable since in ms (8)}.
 */
final class ReportCodec {
    private static final byte VERSION = 1;
    private static final int MOST_MEMBERS = 1_000;
    private static final int VOTER = 1;
    private static final int LEADER = 2;
    private static final int ALIVE = 4;
    private static final int HEALTHY = 8;

    private ReportCodec() {}

    static byte[] encode(List<MemberReport> reports) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(reports.size());
            for (MemberReport report : reports) {
                write(out, report);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, MemberReport report) throws IOException {
        out.writeUTF(report.nodeId());
        out.writeUTF(report.clusterAddress());
        out.writeByte(
                (report.voter() ? VOTER : 0)
                        | (report.leader() ? LEADER : 0)
                        | (report.alive() ? ALIVE : 0)
                        | (report.healthy() ? HEALTHY : 0));
        out.writeLong(report.lastContact().toMillis());
        out.writeLong(report.term());
        out.writeLong(report.index());
        out.writeLong(report.stableSince().toEpochMilli());
    }

    /**
     * @throws IllegalArgumentException if the bytes are no report of this version
     */
    static List<MemberReport> decode(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte version = in.readByte();
            int count = in.readUnsignedShort();
            if (version != VERSION || count > MOST_MEMBERS) {
                throw new IllegalArgumentException("a report of version " + version);
            }
            List<MemberReport> reports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                reports.add(read(in));
            }
            return reports;
        } catch (IOException cut) {
            throw new IllegalArgumentException("a report that is cut short", cut);
        }
    }

    private static MemberReport read(DataInputStream in) throws IOException {
        String nodeId = in.readUTF();
        String address = in.readUTF();
        int flags = in.readByte();
        Duration silence = Duration.ofMillis(in.readLong());
        return new MemberReport(
                nodeId,
                address,
                (flags & VOTER) != 0,
                (flags & LEADER) != 0,
                (flags & ALIVE) != 0,
                silence,
                in.readLong(),
                in.readLong(),
                (flags & HEALTHY) != 0,
                Instant.ofEpochMilli(in.readLong()));
    }
}
