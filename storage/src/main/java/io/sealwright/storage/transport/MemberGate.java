package io.sealwright.storage.transport;

import javax.net.ssl.SSLSession;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Lets in calls of current members to Raft's own service and to ours; Ratis' client and admin
 * services are not used and stay shut. Connections outlive a member's removal, so each message is
 * checked.
 */
final class MemberGate implements ServerInterceptor {
    private final PeerTrust trust;

    MemberGate(PeerTrust trust) {
        this.trust = trust;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        String peer = trust.identify(session);
        if (peer == null || !allowed(call.getMethodDescriptor().getServiceName())) {
            call.close(Status.PERMISSION_DENIED, new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return new Watched<>(call, next.startCall(call, headers), peer);
    }

    private static boolean allowed(@Nullable String service) {
        return RaftServerProtocolServiceGrpc.SERVICE_NAME.equals(service)
                || Exchange.SERVICE.equals(service);
    }

    private final class Watched<Q>
            extends ForwardingServerCallListener.SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, ?> call;
        private final String peer;
        private boolean shut;

        Watched(ServerCall<Q, ?> call, ServerCall.Listener<Q> next, String peer) {
            super(next);
            this.call = call;
            this.peer = peer;
        }

        @Override
        public void onMessage(Q message) {
            if (trust.trusts(peer)) {
                super.onMessage(message);
            } else if (!shut) {
                shut = true;
                call.close(Status.PERMISSION_DENIED, new Metadata());
            }
        }
    }
}
