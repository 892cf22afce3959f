package io.sealwright.storage.raft;

import io.sealwright.storage.Addresses;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.JoinTicket;
import io.sealwright.storage.KeyEntry;
import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.MemberRecord.Role;
import io.sealwright.storage.Membership;
import io.sealwright.storage.Mutation;
import io.sealwright.storage.Outcome;
import io.sealwright.storage.Precondition;
import io.sealwright.storage.StoreException;
import io.sealwright.storage.View;
import io.sealwright.storage.WriteSet;
import io.sealwright.storage.transport.TransportIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Membership by records: what is committed here, {@link LeaderDuty} carries out. */
public final class StoreMembership implements Membership {
    private static final int MOST_MEMBERS = 1_000;
    private static final long TRANSFER_MILLIS = 3_000;

    private final RaftNode node;
    private final UUID clusterId;

    public StoreMembership(RaftNode node, UUID clusterId) {
        this.node = node;
        this.clusterId = clusterId;
    }

    /** A record with the revision it was read at. */
    private record Read(MemberRecord record, long revision) {
        Precondition unchanged() {
            return new Precondition.AtRevision(record.key(), revision);
        }
    }

    /** What a change writes. */
    private record Plan(List<Precondition> preconditions, List<Mutation> mutations) {
        Plan() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void replace(Read old, MemberRecord record) {
            preconditions.add(old.unchanged());
            mutations.add(new Mutation.Put(record.key(), record.encode()));
        }
    }

    @Override
    public List<MemberRecord> members() {
        return List.copyOf(node.members().values());
    }

    @Override
    public JoinTicket addMember(
            String nodeId,
            String clusterAddress,
            String apiAddress,
            byte[] certificate,
            Deadline deadline) {
        Addresses.parse(clusterAddress);
        String peerId =
                MemberRecord.peerId(
                        nodeId, TransportIdentity.fingerprint(certificate).substring(0, 8));
        MemberRecord added =
                new MemberRecord(
                        nodeId, peerId, clusterAddress, apiAddress, Role.VOTER, certificate);
        change(deadline, all -> addition(all, added));
        List<MemberRecord> members = new ArrayList<>();
        for (Read read : read(deadline)) {
            if (read.record().role() != Role.LEAVING) {
                members.add(read.record());
            }
        }
        return new JoinTicket(clusterId, members);
    }

    private static Plan addition(List<Read> all, MemberRecord added) {
        Plan plan = new Plan();
        boolean known = false;
        int others = 0;
        for (Read read : all) {
            MemberRecord old = read.record();
            if (old.peerId().equals(added.peerId())) {
                known = true;
                plan.replace(read, added);
            } else if (old.role() != Role.LEAVING && replaced(old, added)) {
                plan.replace(read, old.withRole(Role.LEAVING));
            } else if (old.role() == Role.VOTER) {
                others++;
            }
        }
        if (others == 0) {
            throw new IllegalArgumentException(
                    "the node id or cluster address is that of the last voter");
        }
        if (!known) {
            plan.preconditions().add(new Precondition.Absent(added.key()));
            plan.mutations().add(new Mutation.Put(added.key(), added.encode()));
        }
        return plan;
    }

    private static boolean replaced(MemberRecord old, MemberRecord added) {
        return old.nodeId().equals(added.nodeId())
                || old.clusterAddress().equals(added.clusterAddress());
    }

    @Override
    public void removeMember(String nodeId, Deadline deadline) {
        setRole(nodeId, Role.LEAVING, deadline);
    }

    @Override
    public void promote(String nodeId, Deadline deadline) {
        setRole(nodeId, Role.VOTER, deadline);
    }

    @Override
    public void demote(String nodeId, Deadline deadline) {
        setRole(nodeId, Role.LISTENER, deadline);
    }

    private void setRole(String nodeId, Role role, Deadline deadline) {
        change(
                deadline,
                all -> {
                    Plan plan = new Plan();
                    int votersLeft = 0;
                    boolean known = role == Role.LEAVING;
                    for (Read read : all) {
                        MemberRecord old = read.record();
                        boolean meant = old.nodeId().equals(nodeId) && old.role() != Role.LEAVING;
                        known |= meant;
                        if (meant && old.role() != role) {
                            plan.replace(read, old.withRole(role));
                        }
                        if (meant ? role == Role.VOTER : old.role() == Role.VOTER) {
                            votersLeft++;
                        }
                    }
                    if (!known) {
                        throw new IllegalArgumentException("no member named " + nodeId);
                    }
                    if (!plan.mutations().isEmpty() && votersLeft == 0) {
                        throw new IllegalArgumentException("the last voter stays");
                    }
                    return plan;
                });
    }

    @Override
    public void transferLeadership(@Nullable String nodeId, Deadline deadline) {
        String before = leader();
        String to = nodeId == null ? "" : voter(nodeId);
        while (true) {
            try {
                node.transferLeadership(to, TRANSFER_MILLIS)
                        .get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException failure) {
                String now = leader();
                boolean moved = now != null && !now.equals(before);
                if (moved && (to.isEmpty() || to.equals(now))) {
                    return;
                }
                if (deadline.left().toMillis() < 100) {
                    throw new StoreException.Unavailable("nobody took leadership", failure);
                }
                pause();
            } catch (TimeoutException passed) {
                throw new StoreException.Unavailable("nobody took leadership in time", passed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new StoreException.Unavailable("interrupted", interrupted);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException.Unavailable("interrupted", interrupted);
        }
    }

    private @Nullable String leader() {
        return Objects.toString(node.info().getLeaderId(), null);
    }

    private String voter(String nodeId) {
        return node.members().values().stream()
                .filter(record -> record.nodeId().equals(nodeId) && record.role() == Role.VOTER)
                .map(MemberRecord::peerId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no voter named " + nodeId));
    }

    /** Commits what {@code plan} makes of the records, again if they changed meanwhile. */
    private void change(Deadline deadline, Function<List<Read>, Plan> planner) {
        while (true) {
            Plan plan = planner.apply(read(deadline));
            if (plan.mutations().isEmpty()) {
                return;
            }
            WriteSet writeSet =
                    node.writeSet(plan.preconditions(), plan.mutations().toArray(new Mutation[0]));
            if (node.commit(writeSet, deadline) instanceof Outcome.Committed) {
                return;
            }
            if (deadline.passed()) {
                throw new StoreException.Unavailable("the members keep changing");
            }
        }
    }

    private List<Read> read(Deadline deadline) {
        List<Read> all = new ArrayList<>();
        try (View view = node.linearizableView(deadline)) {
            for (KeyEntry entry : view.scan(MemberRecord.prefix(), null, MOST_MEMBERS)) {
                all.add(
                        new Read(
                                MemberRecord.decode(entry.entry().value()),
                                entry.entry().revision()));
            }
        }
        return all;
    }
}
