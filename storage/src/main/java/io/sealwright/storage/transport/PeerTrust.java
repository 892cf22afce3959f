package io.sealwright.storage.transport;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the certificates of current members, byte for byte, and nothing else: no authority, no
 * name, no date. Asked at each handshake and for each message, so that a removed member is out at
 * once.
 */
public final class PeerTrust extends X509ExtendedTrustManager {
    private volatile Set<String> fingerprints = Set.of();

    /** Replaces the set of trusted certificates (DER). */
    public void trust(Collection<byte[]> certificates) {
        Set<String> next = new HashSet<>();
        for (byte[] certificate : certificates) {
            next.add(TransportIdentity.fingerprint(certificate));
        }
        fingerprints = Set.copyOf(next);
    }

    boolean trusts(String fingerprint) {
        return fingerprints.contains(fingerprint);
    }

    /** The peer's fingerprint; null if the connection is not one of a trusted member. */
    @Nullable String identify(@Nullable SSLSession session) {
        if (session == null) {
            return null;
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            String fingerprint = TransportIdentity.fingerprint(chain[0].getEncoded());
            return trusts(fingerprint) ? fingerprint : null;
        } catch (SSLPeerUnverifiedException | GeneralSecurityException unverified) {
            return null;
        }
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0 || !trusts(TransportIdentity.fingerprint(chain[0].getEncoded()))) {
            throw new CertificateException("not the certificate of a current member");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
