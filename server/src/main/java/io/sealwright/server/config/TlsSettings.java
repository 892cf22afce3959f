package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * PEM files of the listener, read again when they change.
 *
 * @param certificate the certificate, then its chain; empty = plain HTTP
 * @param clientCa CAs of client certificates; empty = any certificate is taken and its verification
 *     left to an auth method
 * @param disabled plain HTTP off loopback is wanted
 */
public record TlsSettings(
        @DefaultValue("") String certificate,
        @DefaultValue("") String privateKey,
        @DefaultValue("") String clientCa,
        @DefaultValue("false") boolean disabled) {
    public TlsSettings {
        if (certificate.isEmpty() != privateKey.isEmpty()) {
            throw new ConfigurationException(
                    "sealwright.listener.tls.certificate and sealwright.listener.tls.private-key go together");
        }
        if (!clientCa.isEmpty() && certificate.isEmpty()) {
            throw new ConfigurationException(
                    "sealwright.listener.tls.client-ca needs sealwright.listener.tls.certificate");
        }
    }

    public boolean enabled() {
        return !certificate.isEmpty() && !disabled;
    }
}
