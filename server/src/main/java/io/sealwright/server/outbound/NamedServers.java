package io.sealwright.server.outbound;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Servers whose certificate bears one of the given names, whatever they are called in the URL. */
final class NamedServers extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;

    private final X509TrustManager authorities;
    private final List<String> names;

    NamedServers(X509TrustManager authorities, List<String> names) {
        this.authorities = authorities;
        this.names = names;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        authorities.checkServerTrusted(chain, authType);
        Collection<List<?>> alternatives = alternatives(chain[0]);
        for (List<?> alternative : alternatives) {
            if (alternative.get(0) instanceof Integer kind
                    && kind == DNS_NAME
                    && alternative.get(1) instanceof String pattern
                    && names.stream().anyMatch(name -> matches(pattern, name))) {
                return;
            }
        }
        throw new CertificateException("the certificate bears none of the allowed names");
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate)
            throws CertificateParsingException {
        Collection<List<?>> found = certificate.getSubjectAlternativeNames();
        return found == null ? List.of() : found;
    }

    /** A star stands for the whole of the first label, and for no more. */
    static boolean matches(String pattern, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String given = pattern.toLowerCase(Locale.ROOT);
        if (!given.startsWith("*.")) {
            return given.equals(wanted);
        }
        int dot = wanted.indexOf('.');
        return dot > 0
                && given.indexOf('.', 2) > 0
                && given.substring(1).equals(wanted.substring(dot));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("nobody connects to here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
