package io.sealwright.storage.raft;

import io.sealwright.storage.rocks.RocksState.Fingerprint;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

/** This member as Ratis and its state machine know it. */
record DivisionState(RaftServer.Division division, StoreMachine machine, BooleanSupplier serves)
        implements OwnState {
    @Override
    public long term() {
        return division.getInfo().getCurrentTerm();
    }

    @Override
    public boolean leaderReady() {
        return division.getInfo().isLeaderReady();
    }

    @Override
    public boolean serving() {
        return serves.getAsBoolean();
    }

    @Override
    public long applied() {
        return machine.state().index();
    }

    @Override
    public long committed() {
        return division.getRaftLog().getLastCommittedIndex();
    }

    @Override
    public Fingerprint mark() {
        Fingerprint newest = machine.state().newestMark();
        return newest == null ? Answer.NO_MARK : newest;
    }

    @Override
    public Voters voters() {
        RaftConfiguration configuration = division.getRaftConf();
        return new Voters(
                ids(configuration.getCurrentPeers()), ids(configuration.getPreviousPeers()));
    }

    private static List<String> ids(Collection<RaftPeer> peers) {
        return peers.stream().map(peer -> peer.getId().toString()).toList();
    }
}
