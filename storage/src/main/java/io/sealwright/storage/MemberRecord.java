package io.sealwright.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What the cluster knows of a member; a plain record of the store, because it has to be read while
 * sealed.
 *
 * @param nodeId as the operator names it
 * @param peerId its name in the Raft group: the node id and its certificate's first bytes, so that
 *     the same node with an empty disk is another peer and can never vote twice
 * @param clusterAddress host:port for other members
 * @param apiAddress URL of its HTTP API
 * @param role what it should be
 * @param certificate its transport certificate (DER), which the others pin
 */
public record MemberRecord(
        String nodeId,
        String peerId,
        String clusterAddress,
        String apiAddress,
        Role role,
        byte[] certificate) {
    private static final int VERSION = 1;
    private static final int MAX_CERTIFICATE = 16 << 10;
    private static final String PREFIX = "cluster/member/";

    /** The stored code is the ordinal: only append. */
    public enum Role {
        /** Votes once it has caught up. */
        VOTER,
        /** Replicates and does not vote. */
        LISTENER,
        /** Is taken out of the group; then the record goes, and with it the trust. */
        LEAVING
    }

    /** Where all members' records lie. */
    public static Key prefix() {
        return Keys.system(PREFIX);
    }

    public static Key key(String peerId) {
        return Keys.system(PREFIX + peerId);
    }

    public static String peerId(String nodeId, String shortFingerprint) {
        return nodeId + "~" + shortFingerprint;
    }

    /** The node id in a peer id. */
    public static String nodeId(String peerId) {
        int end = peerId.lastIndexOf('~');
        return end < 0 ? peerId : peerId.substring(0, end);
    }

    public Key key() {
        return key(peerId);
    }

    public MemberRecord withRole(Role newRole) {
        return new MemberRecord(nodeId, peerId, clusterAddress, apiAddress, newRole, certificate);
    }

    public MemberRecord at(String newClusterAddress, String newApiAddress) {
        return new MemberRecord(
                nodeId, peerId, newClusterAddress, newApiAddress, role, certificate);
    }

    /**
     * {@code version (1) | role (1) | node id | peer id | cluster address | API address (UTF each)
     * | certificate}.
     */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeByte(role.ordinal());
            out.writeUTF(nodeId);
            out.writeUTF(peerId);
            out.writeUTF(clusterAddress);
            out.writeUTF(apiAddress);
            out.writeInt(certificate.length);
            out.write(certificate);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws IllegalArgumentException if the bytes are no member record of this version
     */
    public static MemberRecord decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            int role = in.readUnsignedByte();
            if (version != VERSION || role >= Role.values().length) {
                throw new IllegalArgumentException("a member record of version " + version);
            }
            String nodeId = in.readUTF();
            String peerId = in.readUTF();
            String clusterAddress = in.readUTF();
            String apiAddress = in.readUTF();
            int length = in.readInt();
            if (length < 0 || length > MAX_CERTIFICATE || length != in.available()) {
                throw new IllegalArgumentException("a member record with a bad certificate");
            }
            return new MemberRecord(
                    nodeId,
                    peerId,
                    clusterAddress,
                    apiAddress,
                    Role.values()[role],
                    in.readNBytes(length));
        } catch (IOException cut) {
            throw new IllegalArgumentException("a member record that is cut short", cut);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemberRecord that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    @Override
    public String toString() {
        return "MemberRecord[" + peerId + " at " + clusterAddress + ", " + role + "]";
    }
}
