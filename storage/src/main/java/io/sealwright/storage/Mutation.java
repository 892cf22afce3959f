package io.sealwright.storage;

/** One change of a write set. Applied in order, after all preconditions held. */
public sealed interface Mutation {
    record Put(Key key, byte[] value) implements Mutation {
        @Override
        public String toString() {
            return "Put[" + key + ", " + value.length + " bytes]";
        }
    }

    record Delete(Key key) implements Mutation {}

    /**
     * Raises the revision of an existing record and leaves its value; nothing where the key is
     * absent.
     */
    record Touch(Key key) implements Mutation {}

    /**
     * Adds to an 8-byte big-endian signed counter. The key must exist and the sum must be at least
     * {@code floor}, else the whole write set is refused as {@link Outcome.BelowFloor}. Needs no
     * precondition, so that counters do not conflict.
     */
    record Add(Key key, long delta, long floor) implements Mutation {}

    /** Deletes every key that starts with {@code prefix}. */
    record DeletePrefix(Key prefix) implements Mutation {}

    /**
     * Adds the next entry of a space's log (see {@link Keys#log}). Its numbers count from 1 in the
     * order of commits and are never used again. Needs no precondition, so that those who append do
     * not conflict.
     */
    record Append(Key log, byte[] value) implements Mutation {
        @Override
        public String toString() {
            return "Append[" + log + ", " + value.length + " bytes]";
        }
    }
}
