package io.sealwright.server.token;

import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Token roles as what a session of a signer has assumed, without a token of them. Thread-safe. */
@Component
public final class SessionRoles {
    private final TokenRoles roles;

    SessionRoles(TokenRoles roles) {
        this.roles = roles;
    }

    /**
     * What the role gives now; null if there is none. Its policies are those that it lists, with
     * {@code default} unless it says otherwise: nobody asks for others.
     *
     * @throws RequestFailure (invalid) if no session can have it: it lists no policies, lists one
     *     that it disallows, {@code root} or another that nobody is given, or counts uses
     */
    public @Nullable TokenSettings find(Transaction transaction, int namespace, String name) {
        TokenRole role = roles.find(transaction, namespace, name);
        if (role == null) {
            return null;
        }
        if (role.allowedPolicies().isEmpty()) {
            throw RequestFailure.invalid(
                    "the token role lists no allowed_policies, which a session would have");
        }
        if (role.tokenNumUses() > 0) {
            throw RequestFailure.invalid(
                    "the token role has token_num_uses, which a session cannot keep to");
        }
        List<String> policies =
                TokenPolicies.of(new TokenPolicies.Asked(List.of(), List.of(), false, false), role);
        return new TokenSettings(
                0,
                0,
                role.tokenExplicitMaxTtl(),
                role.tokenPeriod(),
                policies,
                role.tokenBoundCidrs(),
                true,
                0,
                "default",
                false,
                List.of());
    }
}
