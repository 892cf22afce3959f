package io.sealwright.server.auth.cert;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the parameters of a role that are about OCSP. */
final class OcspParameters {
    private static final String ENABLED = "ocsp_enabled";
    private static final String AUTHORITIES = "ocsp_ca_certificates";
    private static final String SERVERS = "ocsp_servers_override";
    private static final String FAIL_OPEN = "ocsp_fail_open";
    private static final String ALL = "ocsp_query_all_servers";

    static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            ENABLED,
                            FieldType.BOOL,
                            "Whether the authority is asked at each login whether the certificate is revoked."),
                    Field.of(
                            AUTHORITIES,
                            FieldType.STRING,
                            "PEM of those whose answers count besides the issuer's, and by whom responders with TLS have to be certified."),
                    Field.of(
                            SERVERS,
                            FieldType.STRING_LIST,
                            "URLs of the responders, at most "
                                    + OcspCheck.MAX_SERVERS
                                    + "; those that the certificate names if not given."),
                    Field.of(
                            FAIL_OPEN,
                            FieldType.BOOL,
                            "Whether a login goes on if no responder gives an answer that counts, or does not know the certificate."),
                    Field.of(
                            ALL,
                            FieldType.BOOL,
                            "Whether all responders have to say that it is good, and not only the first that answers."));

    private OcspParameters() {}

    /**
     * @throws RequestFailure with what is wrong
     */
    static Ocsp changed(Call call, Ocsp old) {
        return new Ocsp(
                call.bool(ENABLED, old.enabled()),
                authorities(call, old.authorities()),
                servers(call, old.servers()),
                call.bool(FAIL_OPEN, old.failOpen()),
                call.bool(ALL, old.all()));
    }

    private static String authorities(Call call, String old) {
        String pem = call.string(AUTHORITIES, old);
        if (!pem.isEmpty()) {
            try {
                var _ = Pem.certificates(pem);
            } catch (RequestFailure e) {
                throw RequestFailure.invalid("failed to parse " + AUTHORITIES);
            }
        }
        return pem;
    }

    private static @Nullable List<String> servers(Call call, @Nullable List<String> old) {
        if (!call.has(SERVERS)) {
            return old;
        }
        List<String> servers = LoginNames.texts(call, SERVERS);
        if (servers.size() > OcspCheck.MAX_SERVERS) {
            throw RequestFailure.invalid(
                    SERVERS + " holds more than " + OcspCheck.MAX_SERVERS + " URLs");
        }
        try {
            servers.forEach(server -> {
                URI _ = OutboundUrl.parseForSigned(server);
            });
        } catch (OutboundException e) {
            throw RequestFailure.invalid(SERVERS + ": " + e.reason());
        }
        return servers;
    }

    /**
     * A certificate that is trusted by itself comes with no chain, and nobody could be asked about
     * it.
     *
     * @throws RequestFailure if its issuer is wanted and not given
     */
    static void requireIssuer(TrustedRole role) {
        if (role.role().ocsp().enabled()
                && !role.isAuthority()
                && OcspCheck.issuer(role.certificates().getFirst(), role) == null) {
            throw RequestFailure.invalid(
                    ENABLED
                            + " needs the certificate of the issuer: write it to certificate behind the client's own, or to "
                            + AUTHORITIES);
        }
    }
}
