package io.sealwright.storage;

import java.util.List;

/**
 * What one transaction asks of the store: applied wholly if every precondition holds, else not at
 * all.
 *
 * <p>At most {@value #MAX_BYTES} bytes encoded and {@value #MAX_PARTS} preconditions plus
 * mutations.
 */
public record WriteSet(
        TransactionId id, List<Precondition> preconditions, List<Mutation> mutations) {
    public static final int MAX_BYTES = 8 << 20;
    public static final int MAX_PARTS = 20_000;

    public WriteSet {
        preconditions = List.copyOf(preconditions);
        mutations = List.copyOf(mutations);
    }
}
