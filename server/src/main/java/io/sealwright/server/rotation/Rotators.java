package io.sealwright.server.rotation;

import io.sealwright.server.spi.RecordCodec;
import io.sealwright.storage.Keys;
import io.sealwright.storage.barrier.Decoded;
import io.sealwright.storage.barrier.Records;
import io.sealwright.storage.barrier.Transaction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored rotators of the cluster. */
public final class Rotators {
    private static final RecordCodec<RotatorDefinition> CODEC =
            RecordCodec.of(RotatorDefinition.class);

    private Rotators() {}

    static @Nullable RotatorDefinition find(Transaction transaction, String name) {
        Decoded<RotatorDefinition> found = records(transaction).get(name, CODEC);
        return found == null ? null : found.value();
    }

    /**
     * Why secrets of a namespace cannot be rotated by this rotator; empty if they can.
     *
     * @param name {@value RotationSettings#GENERATOR}, or one of those stored
     */
    public static String refusal(Transaction transaction, int namespace, String name) {
        if (name.equals(RotationSettings.GENERATOR)) {
            return "";
        }
        RotatorDefinition found = find(transaction, name);
        if (found == null) {
            return "there is no such rotator in sys/rotators";
        }
        return found.everywhere() || namespace == Keys.ROOT_NAMESPACE
                ? ""
                : "this rotator is for secrets of the root namespace only";
    }

    /**
     * Whether it writes the new value and makes it the current one itself, by the AWS API.
     *
     * @param name {@value RotationSettings#GENERATOR}, one of those stored, or none
     */
    public static boolean writesItself(Transaction transaction, String name) {
        RotatorDefinition found = find(transaction, name);
        return found != null && found.writesItself();
    }

    /** Whether it can be asked whether a value works in its target; as above otherwise. */
    public static boolean tests(Transaction transaction, String name) {
        RotatorDefinition found = find(transaction, name);
        return found != null && !found.makesKeys();
    }

    /** Whether there is such a rotator. */
    public static boolean exists(Transaction transaction, String name) {
        return name.equals(RotationSettings.GENERATOR) || find(transaction, name) != null;
    }

    /** Why it does not take a secret's parameters; empty if it does, or says so in its steps. */
    public static String refusal(Transaction transaction, RotationSettings settings) {
        RotatorDefinition found = find(transaction, settings.rotator());
        return found == null ? "" : KeyRotator.refusal(found, settings.parameters());
    }

    static List<String> names(Transaction transaction, String after, int limit) {
        return records(transaction).list("", after, limit);
    }

    static void put(Transaction transaction, RotatorDefinition rotator) {
        records(transaction).put(rotator.name(), CODEC.encode(rotator));
    }

    static void delete(Transaction transaction, String name) {
        records(transaction).delete(name);
    }

    private static Records records(Transaction transaction) {
        return transaction.records(Keys.ROOT_NAMESPACE, Keys.ROTATORS);
    }
}
