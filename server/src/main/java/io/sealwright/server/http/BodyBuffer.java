package io.sealwright.server.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One body as it arrives: grows with what has come, not with what was announced. Not thread-safe.
 */
final class BodyBuffer {
    private static final byte[] NONE = new byte[0];

    private final BodyBudget budget;
    private final long most;
    private byte[] bytes = NONE;
    private int length;

    BodyBuffer(BodyBudget budget, long most) {
        this.budget = budget;
        this.most = most;
    }

    /** Copies what came; null, or why the body is refused. */
    @Nullable Refusal append(byte[] chunk, int count) {
        if (length + (long) count > most) {
            return Refusals.tooLarge(most);
        }
        if (length + count > bytes.length && !grow(length + count)) {
            return Refusal.busy("too many request bodies in memory; try again");
        }
        System.arraycopy(chunk, 0, bytes, length, count);
        length += count;
        return null;
    }

    private boolean grow(int least) {
        int size = (int) Math.min(most, Math.max(least, bytes.length * 2L));
        // What is copied from is gone in a moment: only the difference counts.
        if (!budget.take(size - bytes.length)) {
            return false;
        }
        byte[] larger = Arrays.copyOf(bytes, size);
        Arrays.fill(bytes, (byte) 0);
        bytes = larger;
        return true;
    }

    /** Room for a body of known length, for {@link #append}. */
    boolean reserve(int expected) {
        return expected <= bytes.length || grow(expected);
    }

    boolean empty() {
        return length == 0;
    }

    /** The body; the caller wipes it. It stays in the budget until {@link #close}. */
    byte[] take() {
        if (length == bytes.length) {
            return bytes;
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Wipes what is held and gives its room back. */
    void close() {
        Arrays.fill(bytes, (byte) 0);
        budget.giveBack(bytes.length);
        bytes = NONE;
        length = 0;
    }
}
