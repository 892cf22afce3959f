package io.sealwright.server.token;

/**
 * How much one transaction may still revoke, in parts of a write set (at most 20,000, see {@code
 * WriteSet}); the rest is for the request's own writes and for the entries that continue the work.
 * For one thread.
 */
final class Budget {
    /**
     * A token is seven mutations and a precondition, and at worst one due entry that goes on with
     * its children.
     */
    static final int TOKEN = 9;

    /** A named record is its value and the changes of its folder. */
    static final int RECORD = 8;

    private static final int PARTS = 14_000;

    private int left;

    private Budget(int parts) {
        left = parts;
    }

    static Budget ofTransaction() {
        return new Budget(PARTS);
    }

    static Budget of(int parts) {
        return new Budget(parts);
    }

    boolean take(int parts) {
        if (left < parts) {
            return false;
        }
        left -= parts;
        return true;
    }
}
