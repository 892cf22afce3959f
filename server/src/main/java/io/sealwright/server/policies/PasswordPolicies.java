package io.sealwright.server.policies;

import io.sealwright.policy.PasswordPolicy;
import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored password policies of a namespace, as the text in which they were written. */
public final class PasswordPolicies {
    private static final RecordCodec<Stored> CODEC = RecordCodec.of(Stored.class);

    record Stored(String text) {}

    private PasswordPolicies() {}

    /** Null if there is none of that name. */
    public static @Nullable PasswordPolicy find(
            Transaction transaction, int namespace, String name) {
        String text = text(transaction, namespace, name);
        return text == null ? null : PasswordPolicy.parse(text);
    }

    /** Null if there is none of that name. */
    public static @Nullable String text(Transaction transaction, int namespace, String name) {
        Decoded<Stored> found = records(transaction, namespace).get(name, CODEC);
        return found == null ? null : found.value().text();
    }

    public static List<String> names(
            Transaction transaction, int namespace, String after, int limit) {
        return records(transaction, namespace).list("", after, limit);
    }

    /**
     * @param text that {@link PasswordPolicy#parse} takes
     */
    public static void put(Transaction transaction, int namespace, String name, String text) {
        records(transaction, namespace).put(name, CODEC.encode(new Stored(text)));
    }

    public static void delete(Transaction transaction, int namespace, String name) {
        records(transaction, namespace).delete(name);
    }

    private static Records records(Transaction transaction, int namespace) {
        return transaction.records(namespace, Keys.PASSWORD_POLICIES);
    }
}
