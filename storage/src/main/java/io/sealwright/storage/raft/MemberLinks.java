package io.sealwright.storage.raft;

import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.transport.MemberNames;
import io.sealwright.storage.transport.MemberTransport;
import io.sealwright.storage.transport.PeerChannels;
import io.sealwright.storage.transport.PeerTrust;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whom this member knows, trusts and can ask. */
final class MemberLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MemberLinks.class);

    final PeerTrust trust = new PeerTrust();
    final MemberBook book;
    final MemberTransport transport;
    final PeerChannels channels;
    private final AutoCloseable names;

    /**
     * @param first the members to begin with; empty = those of the last time
     */
    MemberLinks(NodeParts parts, UUID clusterId, List<MemberRecord> first) throws IOException {
        book = new MemberBook(parts.folder().transport().resolve("members"), clusterId, trust);
        if (first.isEmpty()) {
            book.load();
        } else {
            book.begin(first);
        }
        names = MemberNames.register(clusterId, book::address);
        transport = new MemberTransport(parts.identity(), trust);
        channels = new PeerChannels(transport, clusterId);
    }

    /** Ends questions to others; Raft still finds them. */
    void closeChannels() {
        channels.close();
    }

    @Override
    public void close() {
        channels.close();
        try {
            names.close();
        } catch (Exception failure) {
            LOG.warn("closing the members' names", failure);
        }
    }
}
