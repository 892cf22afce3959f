package io.sealwright.server.auth.cert;

import io.sealwright.policy.Operation;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.TokenEntry;
import io.sealwright.storage.Deadline;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** {@code login}: the certificate of a connection for a token, and what renewals ask of it. */
@Component
final class CertLogin {
    /** In a token's metadata and its internal data. */
    static final String NAME = "cert_name";

    /** In a token's internal data: which of the roles of that name it was. */
    static final String ROLE_UID = "role_uid";

    /** In a token's internal data: SHA-256 of the certificate. */
    private static final String FINGERPRINT = "cert_sha256";

    /** The most characters of an extension that becomes metadata. */
    private static final int MAX_METADATA = 512;

    private final LoginTokens tokens;
    private final RoleSearch roles;

    CertLogin(LoginTokens tokens, RoleSearch roles) {
        this.tokens = tokens;
        this.roles = roles;
    }

    Route route() {
        return Route.at("login", "Logs in with the certificate of the TLS connection.")
                .field("name", FieldType.STRING, "Which role; the first that fits if not given.")
                .unauthenticated()
                .on(Operation.UPDATE, this::login)
                .build();
    }

    private Response login(Call call) {
        RoleMatch match =
                roles.find(
                        call.context(),
                        call.request().remote(),
                        call.string("name", ""),
                        call.request().deadline());
        Role role = match.role();
        Map<String, String> metadata = metadata(match);
        boolean keep = Config.of(call.records()).aliasMetadata();
        return tokens.issue(
                call,
                new LoginTokens.Login(
                        alias(match.client().commonName()),
                        role.displayName(),
                        role.token(),
                        metadata,
                        Map.of(
                                NAME,
                                role.name(),
                                ROLE_UID,
                                role.uid(),
                                FINGERPRINT,
                                fingerprint(match.client().certificate())),
                        List.of(),
                        keep ? metadata : Map.of()));
    }

    /** Who somebody is follows from the common name, so that there has to be a plain one. */
    private static String alias(String commonName) {
        if (commonName.isBlank()) {
            throw RequestFailure.invalid("the client's certificate has no common name");
        }
        if (!Names.isPlain(commonName)) {
            throw RequestFailure.invalid(
                    "the common name of the client's certificate begins or ends with a space, or is not in Unicode's form NFC");
        }
        return commonName;
    }

    private static Map<String, String> metadata(RoleMatch match) {
        ClientCertificate client = match.client();
        X509Certificate certificate = client.certificate();
        Map<String, String> metadata = new HashMap<>();
        metadata.put(NAME, match.role().name());
        metadata.put("common_name", client.commonName());
        metadata.put("serial_number", certificate.getSerialNumber().toString());
        metadata.put("subject_key_id", Extensions.subjectKey(certificate));
        metadata.put("authority_key_id", Extensions.authorityKey(certificate));
        List<String> extensions = match.role().metadataExtensions();
        for (String oid : extensions == null ? List.<String>of() : extensions) {
            String value = client.extension(oid);
            if (value != null) {
                if (value.length() > MAX_METADATA || value.codePoints().anyMatch(Names::isUnfit)) {
                    throw RequestFailure.invalid(
                            "an extension of the client's certificate cannot become metadata: it is longer than "
                                    + MAX_METADATA
                                    + " characters, or holds control characters");
                }
                metadata.put(oid.replace('.', '-'), value);
            }
        }
        return metadata;
    }

    /**
     * That the client still fits the role that it logged in as, with the same certificate.
     *
     * @throws RequestFailure if not
     */
    void requireSame(EngineContext context, TokenEntry token, Remote remote) {
        if (Config.of(context.records()).unbound()) {
            return;
        }
        RoleMatch match =
                roles.find(
                        context,
                        remote,
                        token.internal().getOrDefault(NAME, ""),
                        Deadline.in(Outbound.TOTAL));
        if (!fingerprint(match.client().certificate()).equals(token.internal().get(FINGERPRINT))) {
            throw refused(
                    "client identity during renewal not matching client identity used during login");
        }
    }

    static RequestFailure refused(String why) {
        return RequestFailure.invalid(
                "1 error occurred:\n\t* failed to renew entry: " + why + "\n\n");
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate without an encoding", e);
        }
    }
}
