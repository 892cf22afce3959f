package io.sealwright.server.api.gcp.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Closes the connections that come when as many as may be are open. */
final class CountedServerChannel extends NioServerSocketChannel {
    private final Semaphore places;

    /**
     * @param places one for each connection that may be open
     */
    CountedServerChannel(Semaphore places) {
        this.places = places;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int count = super.doReadMessages(accepted);
        if (count <= 0 || !(accepted.getLast() instanceof Channel connection)) {
            return count;
        }
        if (!places.tryAcquire()) {
            accepted.removeLast();
            connection.unsafe().closeForcibly();
            return 0;
        }
        connection.closeFuture().addListener(_ -> places.release());
        return count;
    }
}
