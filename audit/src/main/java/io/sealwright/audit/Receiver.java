package io.sealwright.audit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up the addresses of a receiver. Errors name no host: a caller may have sent it. */
final class Receiver {

    private Receiver() {}

    static InetAddress[] addresses(String host) throws IOException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            throw new IOException("the receiver's name has no address");
        }
    }
}
