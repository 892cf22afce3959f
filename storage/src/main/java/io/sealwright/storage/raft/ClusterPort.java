package io.sealwright.storage.raft;

import io.sealwright.storage.Addresses;
import io.sealwright.storage.rocks.DataFolderException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Says that the cluster address is taken before Ratis does, which would end the process. */
final class ClusterPort {
    private ClusterPort() {}

    static void check(String address) {
        InetSocketAddress wanted = Addresses.parse(address);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(wanted.getHostString(), wanted.getPort()));
        } catch (IOException taken) {
            throw new DataFolderException(
                    "the cluster address " + address + " cannot be used", taken);
        }
    }
}
