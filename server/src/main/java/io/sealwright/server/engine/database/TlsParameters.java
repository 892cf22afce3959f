package io.sealwright.server.engine.database;

import io.sealwright.server.engine.database.spi.ConnectionSettings.Tls;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;

/** Reads how a connection's TLS is made; what a call does not name stays as it was. */
final class TlsParameters {
    private static final int MAX_PEM = 64 << 10;
    private static final int MAX_NAME = 253;

    private final Call call;

    TlsParameters(Call call) {
        this.call = call;
    }

    /**
     * @throws RequestFailure if something is too long; whether it can be used is seen later
     */
    Tls changed(Tls old) {
        String both = pem("tls_certificate_key", "");
        boolean given = call.has("tls_certificate_key");
        return new Tls(
                pem("ca_cert", pem("tls_ca", old.authorities())),
                given ? both : pem("tls_certificate", old.certificate()),
                given ? both : pem("private_key", old.privateKey()),
                name(old.serverName()),
                call.bool("insecure_tls", call.bool("tls_skip_verify", old.skipVerify())));
    }

    private String pem(String name, String otherwise) {
        String value = call.string(name, otherwise);
        if (value.length() > MAX_PEM) {
            throw RequestFailure.invalid(name + " is longer than " + MAX_PEM + " characters");
        }
        return value;
    }

    private String name(String otherwise) {
        String value = call.string("tls_server_name", otherwise);
        if (value.length() > MAX_NAME) {
            throw RequestFailure.invalid(
                    "tls_server_name is longer than " + MAX_NAME + " characters");
        }
        return value;
    }
}
