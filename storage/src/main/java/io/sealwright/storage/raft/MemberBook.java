package io.sealwright.storage.raft;

import io.sealwright.storage.Addresses;
import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.View;
import io.sealwright.storage.rocks.Folders;
import io.sealwright.storage.transport.PeerTrust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members as this one knows them: the store's records, and a copy in a file, because members
 * have to be trusted before the state is open. Sets whom the transport trusts.
 */
final class MemberBook {
    private static final Logger LOG = LoggerFactory.getLogger(MemberBook.class);
    private static final int MOST_MEMBERS = 1_000;

    private final Path file;
    private final UUID clusterId;
    private final PeerTrust trust;

    /** Held for a change alone, never while the file is written: the apply thread takes it. */
    private final Object changing = new Object();

    private volatile Map<String, MemberRecord> members = Map.of();
    private volatile @Nullable UUID origin;

    MemberBook(Path file, UUID clusterId, PeerTrust trust) {
        this.file = file;
        this.clusterId = clusterId;
        this.trust = trust;
    }

    /** By peer id. */
    Map<String, MemberRecord> members() {
        return members;
    }

    @Nullable MemberRecord member(String peerId) {
        return members.get(peerId);
    }

    /** The cluster's id if its Raft group is not the first one; null otherwise. */
    @Nullable UUID origin() {
        return origin;
    }

    /** Once it is there, it stays as it is. */
    void readOrigin(View view) {
        UUID read = ClusterOrigin.read(view);
        if (read != null) {
            origin = read;
        }
    }

    /** Where a member is reached; null for an unknown one. */
    @Nullable InetSocketAddress address(String peerId) {
        MemberRecord member = member(peerId);
        return member == null ? null : Addresses.parse(member.clusterAddress());
    }

    void load() throws IOException {
        if (Files.exists(file)) {
            use(JoinTicket.decode(Files.readAllBytes(file)).members());
        }
    }

    void begin(List<MemberRecord> first) throws IOException {
        use(first);
        save();
    }

    /**
     * Takes over the state's records; a state that has none yet says nothing. Only on the apply
     * thread or before it runs.
     */
    boolean refresh(View view) {
        readOrigin(view);
        List<MemberRecord> found = new ArrayList<>();
        for (KeyEntry entry : view.scan(MemberRecord.prefix(), null, MOST_MEMBERS)) {
            found.add(MemberRecord.decode(entry.entry().value()));
        }
        if (found.isEmpty()) {
            return false;
        }
        synchronized (changing) {
            Map<String, MemberRecord> before = members;
            use(found);
            return !before.equals(members);
        }
    }

    /**
     * Adds members that another one knows. A member that was away while all whom it knew as leaders
     * went would refuse the new ones for ever; what it learns here holds until the state says more.
     */
    void learn(JoinTicket told) {
        if (!told.clusterId().equals(clusterId)) {
            return;
        }
        boolean more;
        synchronized (changing) {
            Map<String, MemberRecord> next = new HashMap<>(members);
            told.members().forEach(record -> next.putIfAbsent(record.peerId(), record));
            more = next.size() > members.size();
            if (more) {
                use(List.copyOf(next.values()));
            }
        }
        if (more) {
            saveQuietly();
        }
    }

    /**
     * Where a known member is now, as it says itself. Without a leader the state cannot take that
     * in, and there may be no leader unless that member is reached; holds until the state says
     * more.
     */
    void moved(MemberRecord to) {
        synchronized (changing) {
            MemberRecord known = member(to.peerId());
            if (known == null || !Arrays.equals(known.certificate(), to.certificate())) {
                return;
            }
            Map<String, MemberRecord> next = new HashMap<>(members);
            next.put(to.peerId(), known.at(to.clusterAddress(), to.apiAddress()));
            members = Map.copyOf(next);
        }
    }

    JoinTicket ticket() {
        return new JoinTicket(clusterId, List.copyOf(members.values()));
    }

    /** Keeps the copy for the next start; a failure costs nothing now. */
    void saveQuietly() {
        try {
            save();
        } catch (IOException failed) {
            LOG.warn("the copy of the members' records could not be written", failed);
        }
    }

    private synchronized void save() throws IOException {
        Folders.writeAtomically(file, ticket().encode());
    }

    private void use(List<MemberRecord> records) {
        Map<String, MemberRecord> next = new HashMap<>();
        records.forEach(record -> next.put(record.peerId(), record));
        members = Map.copyOf(next);
        trust.trust(records.stream().map(MemberRecord::certificate).toList());
    }
}
