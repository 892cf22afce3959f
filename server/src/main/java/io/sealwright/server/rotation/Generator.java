package io.sealwright.server.rotation;

import io.sealwright.policy.PasswordPolicy;
import io.sealwright.server.policies.PasswordPolicies;
import io.sealwright.storage.barrier.Transaction;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * How a new value is made. Immutable.
 *
 * @param policy a password policy of the secret's namespace; empty: {@code charset} and {@code
 *     length}
 * @param charset {@code alphanumeric}, {@code hex} or {@code printable}
 * @param length in characters
 */
public record Generator(String policy, String charset, int length) {
    public static final int MIN_LENGTH = 8;
    public static final int MAX_LENGTH = 4_096;
    public static final Generator STANDARD = new Generator("", "alphanumeric", 32);

    private static final String NO_POLICY = "there is no such password policy";
    private static final String ALPHANUMERIC =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    // Without quotes, backslash and dollar: they end up in shells and connection strings.
    private static final String PRINTABLE = ALPHANUMERIC + "!#%&()*+,-./:;<=>?@[]^_{|}~";

    /**
     * @throws IllegalArgumentException with what is wrong
     */
    public void check() {
        if (alphabet() == null) {
            throw new IllegalArgumentException("charset must be alphanumeric, hex or printable");
        }
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "length must be " + MIN_LENGTH + " to " + MAX_LENGTH);
        }
    }

    /** Why it cannot be used in a namespace; empty if it can. */
    public String refusal(Transaction transaction, int namespace) {
        return policy.isEmpty() || PasswordPolicies.find(transaction, namespace, policy) != null
                ? ""
                : NO_POLICY;
    }

    private @Nullable String alphabet() {
        return switch (charset) {
            case "alphanumeric" -> ALPHANUMERIC;
            case "hex" -> "0123456789abcdef";
            case "printable" -> PRINTABLE;
            default -> null;
        };
    }

    /**
     * A new value.
     *
     * @throws RotationException if the password policy is gone
     */
    String make(Transaction transaction, int namespace, SecureRandom random) {
        if (!policy.isEmpty()) {
            PasswordPolicy found = PasswordPolicies.find(transaction, namespace, policy);
            if (found == null) {
                throw new RotationException(NO_POLICY);
            }
            return found.generate(random);
        }
        String alphabet = alphabet();
        if (alphabet == null) {
            throw new RotationException("the charset is not known");
        }
        StringBuilder value = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            value.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return value.toString();
    }
}
