package io.sealwright.storage.barrier;

import io.sealwright.storage.Mutation;
import java.util.List;

/** What a transaction will leave at one key. */
sealed interface Pending {
    /** A value to be sealed at commit; {@code plain} is wiped when the transaction ends. */
    record Sealed(byte[] plain) implements Pending {
        @Override
        public String toString() {
            return "Sealed[" + plain.length + " bytes]";
        }
    }

    /** Bytes that are stored as they are. */
    record Plain(byte[] bytes) implements Pending {
        @Override
        public String toString() {
            return "Plain[" + bytes.length + " bytes]";
        }
    }

    record Gone() implements Pending {}

    /** Leaves the value and raises the revision. */
    record Touched() implements Pending {}

    /** Additions to a counter that exists, in order. */
    record Added(List<Mutation.Add> additions) implements Pending {
        long sum() {
            long sum = 0;
            for (Mutation.Add addition : additions) {
                sum = Math.addExact(sum, addition.delta());
            }
            return sum;
        }
    }
}
