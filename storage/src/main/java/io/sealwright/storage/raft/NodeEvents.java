package io.sealwright.storage.raft;

import io.sealwright.storage.MemberRecord;
import io.sealwright.storage.Store;
import io.sealwright.storage.View;
import io.sealwright.storage.apply.Changes;
import io.sealwright.storage.apply.ClassKey;
import io.sealwright.storage.rocks.RocksState;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.server.RaftServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what the state machine tells. */
final class NodeEvents implements MachineEvents {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);

    private final RaftNode node;
    private final NodeParts parts;
    private final MemberLinks links;
    private final AppliedWaiters waiters;
    private final NodeHealth health;
    private final Executor background;
    private final AtomicBoolean snapshotWanted = new AtomicBoolean();
    private final AtomicBoolean demoted = new AtomicBoolean();

    /**
     * @param node asked for its parts only when something happens, when they are all there
     */
    NodeEvents(
            RaftNode node,
            NodeParts parts,
            MemberLinks links,
            AppliedWaiters waiters,
            NodeHealth health,
            Executor background) {
        this.node = node;
        this.parts = parts;
        this.links = links;
        this.waiters = waiters;
        this.health = health;
        this.background = background;
    }

    @Override
    public void applied(long index, Changes changes) {
        if (changes.generation() != null || changes.classes().containsKey(ClassKey.SYSTEM)) {
            membersMayHaveChanged();
        }
        waiters.advance(index);
        Store.Touched touched =
                new Store.Touched(
                        changes.spaces(), changes.points().keySet(), changes.deletedPrefixes());
        tell(listener -> listener.applied(index, touched));
        if (changes.generation() instanceof Changes.GenerationChange.Switched) {
            tell(Store.AppliedListener::replaced);
        }
        if (node.machine().bytesSinceSnapshot() >= parts.config().snapshotBytes()) {
            snapshotSoon();
        }
    }

    private void tell(Consumer<Store.AppliedListener> what) {
        for (Store.AppliedListener listener : parts.listeners()) {
            try {
                what.accept(listener);
            } catch (RuntimeException wrong) {
                LOG.error("a listener of applied writes failed", wrong);
            }
        }
    }

    @Override
    public void advanced(long index) {
        waiters.advance(index);
    }

    @Override
    public void opened(RocksState state) {
        membersMayHaveChanged();
        waiters.advance(state.index());
        tell(Store.AppliedListener::replaced);
    }

    private void membersMayHaveChanged() {
        Set<String> gone = new HashSet<>(links.book.members().keySet());
        boolean changed;
        try (View view = node.machine().view()) {
            changed = links.book.refresh(view);
        }
        if (changed) {
            Set<String> members = links.book.members().keySet();
            links.channels.keep(members);
            gone.removeAll(members);
            inBackground(() -> {
                links.book.saveQuietly();
                gone.forEach(node.engine()::disconnect);
            });
        }
    }

    @Override
    public void leaderReady() {
        inBackground(node.epoch()::begin);
    }

    @Override
    public void leaderChanged(String leader) {
        inBackground(() -> node.peers().leads(leader));
    }

    @Override
    public void configurationChanged() {
        if (!node.engine().started()) {
            return;
        }
        RaftServer.Division division = node.engine().division();
        boolean stable = division.getRaftConf().getPreviousPeers().isEmpty();
        boolean listens =
                division.getRaftConf().getPeer(node.engine().selfId(), RaftPeerRole.LISTENER)
                        != null;
        if (stable
                && listens
                && !division.getInfo().isListener()
                && demoted.compareAndSet(false, true)) {
            LOG.info("this member was made a listener, starting again as one");
            // Not on a thread that closing this node interrupts.
            Thread.ofPlatform()
                    .daemon()
                    .name("store-restart")
                    .start(() -> parts.onDemoted().accept(node));
        }
    }

    @Override
    public void snapshotCompleted() {
        snapshotSoon();
    }

    @Override
    public void fatal(Throwable cause) {
        health.fail(cause);
    }

    @Override
    public void shutDown() {
        if (demoted.get()) {
            return;
        }
        MemberRecord self = links.book.member(parts.peerId());
        if (self == null || self.role() == MemberRecord.Role.LEAVING) {
            health.leave();
        } else {
            health.fail(new IllegalStateException("Raft closed itself"));
        }
    }

    private void snapshotSoon() {
        if (snapshotWanted.compareAndSet(false, true)) {
            inBackground(() -> {
                try {
                    node.engine().requestSnapshot();
                } finally {
                    snapshotWanted.set(false);
                }
            });
        }
    }

    private void inBackground(Runnable task) {
        if (!health.closing()) {
            background.execute(task);
        }
    }
}
