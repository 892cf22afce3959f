package io.sealwright.storage.raft;

import io.sealwright.storage.MemberCare;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** On the leader: which members are healthy, and since when. Thread-safe. */
final class MemberHealth {
    private final Contacts contacts;
    private final InstantSource clock;
    private final Map<String, Instant> healthySince = new HashMap<>();

    MemberHealth(Contacts contacts, InstantSource clock) {
        this.contacts = contacts;
        this.clock = clock;
    }

    synchronized void clear() {
        healthySince.clear();
    }

    /**
     * Looks at every member, and notes those that became healthy or stopped being it.
     *
     * @param self this member's own state; it leads
     */
    synchronized List<MemberReport> look(
            MemberCare care,
            Answer self,
            String selfId,
            Set<String> voters,
            Collection<MemberRecord> records) {
        List<MemberReport> all = new ArrayList<>();
        for (MemberRecord record : records) {
            String peer = record.peerId();
            boolean leader = peer.equals(selfId);
            Answer answer = leader ? self : contacts.last(peer);
            Duration silence = leader ? Duration.ZERO : Duration.ofNanos(contacts.sinceNanos(peer));
            boolean healthy = healthy(care, self, answer, silence);
            all.add(
                    new MemberReport(
                            record.nodeId(),
                            record.clusterAddress(),
                            voters.contains(peer),
                            leader,
                            answer != null && silence.toNanos() < Contacts.RECENT_NANOS,
                            silence,
                            answer == null ? 0 : answer.term(),
                            answer == null ? 0 : answer.index(),
                            healthy,
                            since(peer, healthy)));
        }
        healthySince.keySet().retainAll(records.stream().map(MemberRecord::peerId).toList());
        all.sort(Comparator.comparing(MemberReport::nodeId));
        return all;
    }

    private Instant since(String peer, boolean healthy) {
        if (!healthy) {
            healthySince.remove(peer);
            return Instant.EPOCH;
        }
        return healthySince.computeIfAbsent(peer, added -> clock.instant());
    }

    private static boolean healthy(
            MemberCare care, Answer self, @Nullable Answer answer, Duration silence) {
        return answer != null
                && silence.compareTo(care.lastContact()) <= 0
                && answer.term() == self.term()
                && self.index() - answer.index() <= care.maxTrailing();
    }
}
