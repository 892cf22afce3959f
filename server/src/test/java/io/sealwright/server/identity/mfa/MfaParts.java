package io.sealwright.server.identity.mfa;

import io.sealwright.crypto.RandomTokens;
import io.sealwright.crypto.SecretBytes;
import io.sealwright.crypto.Totp;
import io.sealwright.server.identity.FactorSecrets;
import io.sealwright.server.namespace.Namespaces;
import io.sealwright.server.spi.DueWork;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Barrier;
import io.sealwright.storage.barrier.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Login MFA without the rest of the program, in the root namespace. */
public final class MfaParts {
    private static final byte[] KEY = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    private final MfaSettings settings;

    public MfaParts(Barrier barrier, Namespaces namespaces) {
        settings = new MfaSettings(barrier, namespaces);
    }

    public SecondFactors factors() {
        return new SecondFactors(settings);
    }

    public DueWork removal(InstantSource clock) {
        return new SecretRemoval(clock);
    }

    /** A method with codes of six digits and three attempts; its id. */
    public String method(Transaction transaction, String name) {
        TotpMethod method =
                new TotpMethod(
                        RandomTokens.uuid(),
                        name,
                        "issuer",
                        30,
                        Totp.Algorithm.SHA1,
                        6,
                        1,
                        20,
                        200,
                        3);
        settings.put(transaction, Keys.ROOT_NAMESPACE, method);
        return method.id();
    }

    /** Asks whoever logs in at a mount of the type for one of the methods. */
    public void enforce(
            Transaction transaction, String name, List<String> methods, String mountType) {
        settings.put(
                transaction,
                Keys.ROOT_NAMESPACE,
                new Enforcement(
                        RandomTokens.uuid(),
                        name,
                        methods,
                        List.of(),
                        List.of(mountType),
                        List.of(),
                        List.of()));
    }

    /** Gives an entity a secret, for which {@link #code} makes codes. */
    public void enrol(Transaction transaction, String entity, String method) {
        TotpMethod found = settings.table(transaction, Keys.ROOT_NAMESPACE).method(method);
        if (found == null) {
            throw new AssertionError("no such method");
        }
        try (TotpSecret secret = TotpSecret.fresh(found, KEY.clone())) {
            FactorSecrets.of(transaction, Keys.ROOT_NAMESPACE).put(entity, method, secret.encode());
        }
    }

    public boolean enrolled(Transaction transaction, String entity, String method) {
        return FactorSecrets.of(transaction, Keys.ROOT_NAMESPACE).find(entity, method) != null;
    }

    public void deleteMethod(Transaction transaction, String method, Instant now) {
        settings.deleteMethod(transaction, Keys.ROOT_NAMESPACE, method);
        SecretRemoval.schedule(
                transaction, settings.around(transaction, Keys.ROOT_NAMESPACE), method, now);
    }

    /** The code of a period before or after that of a moment. */
    public static String code(Instant time, int periods) {
        Totp totp = new Totp(Totp.Algorithm.SHA1, 6, 30);
        try (SecretBytes key = SecretBytes.copyOf(KEY)) {
            return new String(totp.code(key, totp.step(time) + periods), StandardCharsets.US_ASCII);
        }
    }
}
