package io.sealwright.server.identity.mfa;

import io.sealwright.crypto.Totp;
import io.sealwright.server.identity.FactorSecrets;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks the passcodes of one entity's login, each method's once: what several enforcements ask for
 * is given once. The secrets are preconditions of the commit, so that of two logins with the same
 * code one fails, and no guess that is right at last overtakes the failure that locks the secret.
 * For one transaction.
 */
final class TotpCheck {
    private static final String INCORRECT = "MFA credentials not supplied or incorrect";

    private final Transaction transaction;
    private final int namespace;
    private final String entity;
    private final Instant now;

    /** By method: what is wrong, empty if nothing is. */
    private final Map<String, Optional<String>> checked = new HashMap<>();

    /** By method: the period of its code. */
    private final Map<String, Long> right = new HashMap<>();

    private final Set<TotpMethod> guessed = new HashSet<>();

    TotpCheck(Transaction transaction, int namespace, String entity, Instant now) {
        this.transaction = transaction;
        this.namespace = namespace;
        this.entity = entity;
        this.now = now;
    }

    /** What is wrong with what was sent for a method; null if nothing is. */
    @Nullable String wrong(TotpMethod method, List<String> sent) {
        return checked.computeIfAbsent(method.id(), _ -> Optional.ofNullable(check(method, sent)))
                .orElse(null);
    }

    private @Nullable String check(TotpMethod method, List<String> sent) {
        String passcode;
        try {
            passcode = Passcodes.single(sent);
        } catch (IllegalArgumentException e) {
            return "failed to parse MFA factor, " + e.getMessage();
        }
        byte[] stored = secrets(transaction).find(entity, method.id());
        if (stored == null) {
            return "MFA secret for method name \""
                    + method.name()
                    + "\" not present in entity \""
                    + entity
                    + "\"";
        }
        try (TotpSecret secret = TotpSecret.decode(stored)) {
            return passcode.isEmpty()
                    ? INCORRECT
                    : check(method, secret, passcode.getBytes(StandardCharsets.UTF_8));
        }
    }

    private @Nullable String check(TotpMethod method, TotpSecret secret, byte[] passcode) {
        if (secret.locked(method.maxAttempts(), now)) {
            return "maximum TOTP validation attempts "
                    + (secret.failures() + 1)
                    + " exceeded the allowed attempts "
                    + method.maxAttempts()
                    + ". Please try again in "
                    + secret.secondsLocked(now)
                    + " seconds";
        }
        long step = secret.totp().match(secret.key(), passcode, now, secret.skew());
        // Equal for both, and counted alike: whoever has seen a code is not told that it was right.
        if (step == Totp.NONE || step <= secret.last()) {
            guessed.add(method);
            return INCORRECT;
        }
        right.put(method.id(), step);
        return null;
    }

    /** The login is confirmed: no code that was right is taken again, and wrong ones count. */
    void keep() {
        right.forEach(this::use);
        failures().accept(transaction);
    }

    private void use(String method, long step) {
        byte[] stored = secrets(transaction).find(entity, method);
        if (stored != null) {
            try (TotpSecret secret = TotpSecret.decode(stored)) {
                secrets(transaction).put(entity, method, secret.used(step).encode());
            }
        }
    }

    /** Counts the wrong codes. */
    Consumer<Transaction> failures() {
        List<TotpMethod> wrong = List.copyOf(guessed);
        return later -> wrong.forEach(method -> count(later, method));
    }

    private void count(Transaction later, TotpMethod method) {
        byte[] stored = secrets(later).find(entity, method.id());
        if (stored == null) {
            return;
        }
        try (TotpSecret secret = TotpSecret.decode(stored)) {
            // Locked by another guess meanwhile: the lock ends when that one says.
            if (!secret.locked(method.maxAttempts(), now)) {
                secrets(later).put(entity, method.id(), secret.failed(now).encode());
            }
        }
    }

    private FactorSecrets secrets(Transaction one) {
        return FactorSecrets.of(one, namespace);
    }
}
