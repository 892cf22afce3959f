package io.sealwright.storage.raft;

import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;

/**
 * Ratis' gRPC, with its senders registered in {@link Appenders}. Made by Ratis from its class name.
 */
public final class StoreRpc implements RpcType {
    @Override
    public String name() {
        return StoreRpc.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        return new Factory(parameters);
    }

    private static final class Factory extends GrpcFactory {
        private final Appenders appenders;

        Factory(Parameters parameters) {
            super(parameters);
            appenders = parameters.getNonNull(Appenders.PARAMETER, Appenders.class);
        }

        @Override
        public LogAppender newLogAppender(
                RaftServer.Division server, LeaderState state, FollowerInfo follower) {
            LogAppender appender = new StoreLogAppender(server, state, follower);
            appenders.add(follower.getId().toString(), appender);
            return appender;
        }
    }
}
