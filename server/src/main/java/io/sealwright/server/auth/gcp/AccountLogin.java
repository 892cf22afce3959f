package io.sealwright.server.auth.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.TokenSettings;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * {@code token}: what a service account signed, for a token that lives at most an hour. Where
 * Google's clients log in leads here; {@code login} is the name of what Vault's method of this name
 * does, and that there is not yet.
 */
@Component
final class AccountLogin {
    private static final String ASSERTION = "assertion";

    private final KeyIndex index;
    private final LoginTokens tokens;

    AccountLogin(KeyIndex index, LoginTokens tokens) {
        this.index = index;
        this.tokens = tokens;
    }

    Route route() {
        return Route.at(
                        "token",
                        "Exchanges what a service account of this server signed for a token.")
                .field(ASSERTION, FieldType.STRING, "A JWT that one of the account's keys signed.")
                .unauthenticated()
                .on(Operation.UPDATE, this::login)
                .build();
    }

    private Response login(Call call) {
        String assertion = call.string(ASSERTION);
        try {
            return tokens.issue(call, proved(call, CompactToken.parse(assertion)));
        } catch (TokenRefused e) {
            throw RequestFailure.invalid("the assertion is refused: " + e.reason());
        }
    }

    private LoginTokens.Login proved(Call call, CompactToken token) {
        KeyIndex.Holder holder = index.find(call.transaction(), token.kid());
        // A key of another mount counts there, and there alone.
        ServiceAccount account =
                holder == null || !holder.mount().equals(call.mount().accessor())
                        ? null
                        : ServiceAccounts.find(call.records(), holder.name());
        AccountKey key = account == null ? null : account.key(token.kid());
        if (holder == null || account == null || key == null) {
            throw new TokenRefused("kid names no key of a service account of this mount");
        }
        Assertion assertion = Assertion.signed(token, key);
        assertion.require(key, call.now());
        assertion.claims().requireAudience(List.of(key.tokenUri(), TokenUris.GOOGLE));
        return new LoginTokens.Login(
                holder.name(),
                holder.name(),
                shortLived(account.token()),
                Metadata.of(key),
                Map.of());
    }

    /** Clients ask for another in time; a token that lives on would outlive the key. */
    private static TokenSettings shortLived(TokenSettings settings) {
        long ttl = settings.ttl() == 0 ? Assertion.LONGEST : settings.ttl();
        return new TokenSettings(
                ttl,
                ttl,
                ttl,
                0,
                settings.policies(),
                settings.boundCidrs(),
                settings.noDefaultPolicy(),
                0,
                settings.type(),
                false,
                List.of());
    }
}
