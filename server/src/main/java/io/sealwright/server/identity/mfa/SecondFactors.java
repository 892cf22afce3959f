package io.sealwright.server.identity.mfa;

import io.sealwright.server.identity.Identity;
import io.sealwright.server.namespace.Namespace;
import io.sealwright.server.spi.Mount;
import io.sealwright.storage.barrier.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which logins have to be confirmed, and whether what was sent confirms one. Works in the caller's
 * transaction. Thread-safe.
 */
@Component
public final class SecondFactors {
    private final MfaSettings settings;

    SecondFactors(MfaSettings settings) {
        this.settings = settings;
    }

    /**
     * A login that is not confirmed.
     *
     * @param why for whoever has proved the first factor
     * @param remembered what is kept of it, in a transaction of its own
     */
    public record Unconfirmed(String why, Consumer<Transaction> remembered) {}

    /**
     * What the enforcements of the mount's namespace, and of those around it, ask of a login.
     *
     * @param identity null for somebody who is nobody
     */
    public Demand demand(Transaction transaction, Mount mount, @Nullable Identity identity) {
        List<Demand.Asked> asked = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Namespace place : settings.around(transaction, mount.namespaceId())) {
            for (Enforcement one : settings.table(transaction, place.number()).enforcements()) {
                if (one.concerns(mount, identity)) {
                    String name = names.add(one.name()) ? one.name() : place.path() + one.name();
                    asked.add(new Demand.Asked(name, methods(transaction, place, one)));
                }
            }
        }
        return new Demand(asked);
    }

    private List<PlacedMethod> methods(
            Transaction transaction, Namespace place, Enforcement enforcement) {
        return enforcement.methods().stream()
                .map(id -> settings.method(transaction, place.number(), id))
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Checks what was sent; where all enforcements are satisfied, uses up the passcodes.
     *
     * @param identity of the mount's namespace, which the login is for
     * @return null if they are
     */
    public @Nullable Unconfirmed check(
            Transaction transaction,
            Mount mount,
            Identity identity,
            Demand demand,
            Passcodes sent,
            Instant now) {
        TotpCheck check = new TotpCheck(transaction, mount.namespaceId(), identity.entityId(), now);
        for (Demand.Asked asked : demand.asked()) {
            String why = unsatisfied(asked, sent, check);
            if (why != null) {
                return new Unconfirmed(
                        "failed to satisfy enforcement " + asked.name() + ". error: " + why,
                        check.failures());
            }
        }
        check.keep();
        return null;
    }

    /** Null if one of its methods is right. */
    private static @Nullable String unsatisfied(
            Demand.Asked asked, Passcodes sent, TotpCheck check) {
        List<String> errors = new ArrayList<>();
        for (PlacedMethod method : asked.methods()) {
            List<String> own = sent.of(method);
            String error = own == null ? null : check.wrong(method.method(), own);
            if (own != null && error == null) {
                return null;
            }
            if (error != null) {
                errors.add(error);
            }
        }
        errors.add(
                "login MFA validation failed for methodID: ["
                        + String.join(" ", asked.methods().stream().map(PlacedMethod::id).toList())
                        + "]");
        return errors.size()
                + (errors.size() == 1 ? " error" : " errors")
                + " occurred:\n\t* "
                + String.join("\n\t* ", errors)
                + "\n\n";
    }
}
