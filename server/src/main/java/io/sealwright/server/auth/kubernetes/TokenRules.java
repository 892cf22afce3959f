package io.sealwright.server.auth.kubernetes;

import io.sealwright.server.jose.Claims;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.Leeways;
import io.sealwright.server.jose.PemKeys;
import io.sealwright.server.jose.SignatureAlgorithm;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.jose.VerificationKey;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.RequestFailure;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a service account's token must say of itself before anybody is asked about it. */
final class TokenRules {
    /** Those that clusters sign with. */
    private static final Set<SignatureAlgorithm> ALGORITHMS =
            EnumSet.of(
                    SignatureAlgorithm.RS256,
                    SignatureAlgorithm.RS384,
                    SignatureAlgorithm.RS512,
                    SignatureAlgorithm.ES256,
                    SignatureAlgorithm.ES384,
                    SignatureAlgorithm.ES512);

    private TokenRules() {}

    /**
     * The claims of a token, whose signature is checked if keys are configured.
     *
     * @throws RequestFailure forbidden, if they do not hold
     */
    static Claims claims(Config config, Role role, String jwt, Instant now) {
        Claims claims = signed(config, jwt);
        try {
            claims.requireIssuer(config.expectedIssuer());
            claims.requireAudience(
                    role.audience().isEmpty() ? List.of() : List.of(role.audience()));
            Leeways.USUAL.check(claims, now, true);
            return claims;
        } catch (TokenRefused e) {
            throw forbidden(e.reason());
        }
    }

    private static Claims signed(Config config, String jwt) {
        try {
            CompactToken token = CompactToken.parse(jwt);
            SignatureAlgorithm algorithm = SignatureAlgorithm.find(token.algorithm());
            if (algorithm == null) {
                throw RequestFailure.denied();
            }
            if (!ALGORITHMS.contains(algorithm)) {
                throw forbidden(
                        "invalid algorithm (alg) header parameter: token signed with unexpected algorithm");
            }
            if (!config.publicKeys().isEmpty()
                    && !VerificationKey.anyVerifies(
                            PemKeys.parse(config.publicKeys()), token, ALGORITHMS)) {
                throw RequestFailure.denied();
            }
            return token.unverified();
        } catch (TokenRefused e) {
            throw RequestFailure.denied();
        }
    }

    /**
     * @throws RequestFailure forbidden, if the role is for others
     */
    static ServiceAccount account(Role role, Claims claims) {
        ServiceAccount account;
        try {
            account = ServiceAccount.of(claims);
        } catch (TokenRefused e) {
            throw forbidden(e.reason());
        }
        if (!role.allowsName(account.name())) {
            throw forbidden("service account name not authorized");
        }
        if (!role.allowsNamespace(account.namespace()) && role.selector().isEmpty()) {
            throw forbidden("namespace not authorized");
        }
        return account;
    }

    static RequestFailure forbidden(String message) {
        return new RequestFailure(new Failure.PermissionDenied(message));
    }
}
