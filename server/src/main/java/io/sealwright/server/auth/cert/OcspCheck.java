package io.sealwright.server.auth.cert;

import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.OutboundUrl;
import io.sealwright.server.outbound.Trust;
import io.sealwright.server.spi.EngineContext;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Asks about a client's own certificate, as its role wants it. Thread-safe.
 *
 * <p>Of the authorities above it only the lists of the mount tell.
 */
@Component
final class OcspCheck {
    /** The most responders that are asked about one certificate. */
    static final int MAX_SERVERS = 8;

    private final OcspAnswers answers;

    OcspCheck(OcspAnswers answers) {
        this.answers = answers;
    }

    /**
     * @param chain from the client's own certificate on
     * @throws OutboundException if this server has too much else to ask
     */
    OcspAnswer about(
            EngineContext context, TrustedRole role, List<X509Certificate> chain, Duration wait) {
        X509Certificate own = chain.getFirst();
        X509Certificate issuer = chain.size() > 1 ? chain.get(1) : issuer(own, role);
        if (issuer == null) {
            return OcspAnswer.none(
                    "the issuer of the client's certificate is not known", context.now());
        }
        Ocsp wanted = role.role().ocsp();
        OcspQuestion question =
                new OcspQuestion(
                        own,
                        issuer,
                        servers(own, wanted),
                        wanted.all(),
                        role.responders(),
                        new Trust(wanted.authorities(), List.of()));
        return answers.about(
                question,
                context.mount().space(),
                Config.of(context.records()).cachedAnswers(),
                context.now(),
                wait);
    }

    /** For a certificate that a role trusts by itself; null if the role does not hold it. */
    static @Nullable X509Certificate issuer(X509Certificate own, TrustedRole role) {
        return Stream.concat(role.certificates().stream(), role.responders().stream())
                .filter(other -> isIssuer(other, own))
                .findFirst()
                .orElse(null);
    }

    private static boolean isIssuer(X509Certificate issuer, X509Certificate own) {
        if (!Usage.isAuthority(issuer)
                || !own.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            own.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static List<URI> servers(X509Certificate own, Ocsp wanted) {
        List<String> given = wanted.servers();
        return (given == null || given.isEmpty() ? Extensions.responders(own) : given)
                .stream().limit(MAX_SERVERS).flatMap(OcspCheck::usable).toList();
    }

    /** A certificate may also name what is no web server. */
    private static Stream<URI> usable(String url) {
        try {
            return Stream.of(OutboundUrl.parseForSigned(url));
        } catch (OutboundException e) {
            return Stream.of();
        }
    }
}
