package io.sealwright.server.engine.database;

import io.sealwright.policy.PasswordPolicy;
import io.sealwright.server.engine.database.spi.DatabaseException;
import io.sealwright.server.policies.PasswordPolicies;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;

/** Makes passwords. Thread-safe. */
final class Passwords {
    /** OpenBao's: twenty letters, digits and dashes, at least one of each. */
    private static final PasswordPolicy USUAL =
            PasswordPolicy.parse(
                    """
                    length = 20
                    rule "charset" { charset = "abcdefghijklmnopqrstuvwxyz" min-chars = 1 }
                    rule "charset" { charset = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" min-chars = 1 }
                    rule "charset" { charset = "0123456789" min-chars = 1 }
                    rule "charset" { charset = "-" min-chars = 1 }
                    """);

    private final SecureRandom random;

    Passwords(SecureRandom random) {
        this.random = random;
    }

    /**
     * @param policies names of password policies; the first that is not empty counts
     * @throws DatabaseException if there is no such policy
     */
    String generate(Transaction transaction, int namespace, String... policies) {
        for (String name : policies) {
            if (!name.isEmpty()) {
                return named(transaction, namespace, name).generate(random);
            }
        }
        return USUAL.generate(random);
    }

    private static PasswordPolicy named(Transaction transaction, int namespace, String name) {
        PasswordPolicy found = PasswordPolicies.find(transaction, namespace, name);
        if (found == null) {
            throw DatabaseException.misconfigured("there is no password policy of that name");
        }
        return found;
    }
}
