package io.sealwright.storage.transport;

import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.grpc.netty.GrpcSslContexts;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContextBuilder;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;

/** What Ratis and our own channels need to speak mutual TLS with pinned certificates. */
public final class MemberTransport {
    private static final String PROTOCOL = "TLSv1.3";
    private static final long LEAST_KEEP_ALIVE_SECONDS = 5;

    private final OwnKey key;
    private final PeerTrust trust;

    public MemberTransport(TransportIdentity identity, PeerTrust trust) {
        this.key = new OwnKey(identity);
        this.trust = trust;
    }

    /** Parameters of a Raft server that also answers our questions. */
    public Parameters raftParameters(PeerHandler handler) {
        Parameters parameters = new Parameters();
        GrpcTlsConfig.Builder tls = GrpcTlsConfig.newBuilder();
        tls.setName("members");
        tls.setKeyManager(key);
        tls.setTrustManager(trust);
        tls.setMutualTls(true);
        tls.setSslProvider(SslProvider.JDK);
        tls.setProtocols(PROTOCOL);
        GrpcConfigKeys.TLS.setConf(parameters, tls.build());
        GrpcConfigKeys.Server.setServicesCustomizer(
                parameters,
                (builder, types) ->
                        builder.addService(PeerService.of(handler))
                                .intercept(new MemberGate(trust))
                                .permitKeepAliveTime(LEAST_KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                                .permitKeepAliveWithoutCalls(true));
        return parameters;
    }

    SslContext clientContext() {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .keyManager(key)
                    .trustManager(trust)
                    .protocols(PROTOCOL)
                    .build();
        } catch (SSLException failed) {
            throw new IllegalStateException("TLS between members cannot be set up", failed);
        }
    }
}
