package io.sealwright.storage.raft;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/**
 * A listener that becomes a voter can deadlock in Ratis 3.3.0: the thread that takes the new
 * configuration waits, with the server's lock, for a thread that wants the lock. Nothing but a new
 * process helps then.
 */
final class StuckListener implements Runnable {
    static final long PERIOD_MILLIS = 1_000;

    private static final int PATIENCE = 10;

    private final RaftPeerId selfId;
    private final Supplier<RaftServer.Division> division;
    private final Consumer<Throwable> fatal;
    private int rounds;

    StuckListener(
            String peerId, Supplier<RaftServer.Division> division, Consumer<Throwable> fatal) {
        this.selfId = RaftPeerId.valueOf(peerId);
        this.division = division;
        this.fatal = fatal;
    }

    @Override
    public void run() {
        RaftServer.Division now = division.get();
        RaftConfiguration configuration = now.getRaftConf();
        boolean votes =
                configuration.getPreviousPeers().isEmpty()
                        && configuration.getPeer(selfId, RaftPeerRole.FOLLOWER) != null;
        rounds = votes && now.getInfo().isListener() ? rounds + 1 : 0;
        if (rounds == PATIENCE) {
            fatal.accept(
                    new IllegalStateException("this member is a voter but still acts as listener"));
        }
    }
}
