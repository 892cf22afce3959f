package io.sealwright.server.policies;

import io.sealwright.policy.BuiltinPolicies;
import io.sealwright.policy.PolicyNames;
import io.sealwright.policy.PolicySyntaxException;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The ACL policies of each namespace. {@code root} exists without being stored; {@code default} is
 * written at init. Thread-safe.
 */
@Component
public final class Policies {
    public static final String ROOT = "root";
    public static final String DEFAULT = "default";

    /**
     * The policy of wrapping tokens: known by name to the pipeline, not listed and not writable, as
     * in Vault.
     */
    public static final String RESPONSE_WRAPPING = "response-wrapping";

    private static final int PAGE = 1_000;

    private static final String RESPONSE_WRAPPING_TEXT =
            """
            path "cubbyhole/response" {
                capabilities = ["create", "read"]
            }
            path "sys/wrapping/unwrap" {
                capabilities = ["update"]
            }
            path "sys/wrapping/lookup" {
                capabilities = ["update"]
            }
            path "auth/token/revoke-self" {
                capabilities = ["update"]
            }
            """;

    /** Writes what a new cluster starts with. */
    public void initialise(Transaction transaction, int namespace) {
        write(transaction, namespace, DEFAULT, BuiltinPolicies.defaultPolicyText());
    }

    /**
     * Null if there is none of this name; {@code root} has an empty text. Not a precondition of the
     * commit.
     */
    public @Nullable StoredPolicy find(Transaction transaction, int namespace, String name) {
        if (name.equals(ROOT)) {
            return StoredPolicy.parse(ROOT, "");
        }
        if (name.equals(RESPONSE_WRAPPING)) {
            return StoredPolicy.parse(RESPONSE_WRAPPING, RESPONSE_WRAPPING_TEXT);
        }
        if (name.isEmpty() || name.length() > PolicyNames.MAX_LENGTH) {
            return null;
        }
        Decoded<StoredPolicy> found =
                records(transaction, namespace).peek(recordName(name), StoredPolicy::decode);
        return found == null ? null : found.value();
    }

    public boolean exists(Transaction transaction, int namespace, String name) {
        return find(transaction, namespace, name) != null;
    }

    /** Names in order, {@code root} last as the peer has it. */
    public List<String> names(Transaction transaction, int namespace) {
        List<String> names = new ArrayList<>();
        String last = "";
        List<String> page;
        do {
            page = records(transaction, namespace).list("", last, PAGE);
            page.forEach(record -> names.add(policyName(record)));
            last = page.isEmpty() ? "" : page.getLast();
        } while (page.size() == PAGE);
        names.add(ROOT);
        return names;
    }

    /**
     * Stores a policy under its normalised name.
     *
     * @throws RequestFailure for a name that may not be written, or a text that does not parse
     */
    public void write(Transaction transaction, int namespace, String name, String text) {
        String normal = normal(name);
        requireStored("update", normal);
        try {
            StoredPolicy policy = StoredPolicy.parse(normal, text);
            records(transaction, namespace).put(recordName(normal), policy.encode());
        } catch (PolicySyntaxException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Nothing if there is none. */
    public void delete(Transaction transaction, int namespace, String name) {
        String normal = normal(name);
        if (normal.equals(DEFAULT)) {
            throw RequestFailure.invalid("cannot delete default policy");
        }
        requireStored("delete", normal);
        records(transaction, namespace).delete(recordName(normal));
    }

    private static String normal(String name) {
        try {
            return PolicyNames.normalise(name);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    private static void requireStored(String what, String normal) {
        if (normal.equals(ROOT) || normal.equals(RESPONSE_WRAPPING)) {
            throw RequestFailure.invalid("cannot " + what + " \"" + normal + "\" policy");
        }
    }

    /**
     * A slash in a policy's name makes no folder; any name that a token may hold can be asked for.
     */
    private static String recordName(String name) {
        return name.replace("%", "%25").replace("/", "%2f");
    }

    private static String policyName(String record) {
        return record.replace("%2f", "/").replace("%25", "%");
    }

    private static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.POLICIES);
    }
}
