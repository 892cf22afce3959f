package io.sealwright.storage.barrier;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One space's records inside a transaction: what the core and the engines store things with.
 *
 * <p>Paths are {@code /}-separated without a leading or trailing slash, at most 4 KiB of UTF-8;
 * they are hashed in the key and sealed in the value. A read through {@code get} becomes a
 * precondition of the commit; {@code peek} does not, and is for data on which the outcome does not
 * depend. Reads see this transaction's own writes.
 */
public interface Records {
    // Named records: listed by folder.

    @Nullable Record get(String path);

    @Nullable Record peek(String path);

    /** As {@link #get}, decoded once for each revision. */
    <T> @Nullable Decoded<T> get(String path, Decoder<T> decoder);

    <T> @Nullable Decoded<T> peek(String path, Decoder<T> decoder);

    void put(String path, byte[] value);

    /**
     * Deletes and takes the name, and folders that became empty, out of the listing; nothing if
     * absent.
     */
    void delete(String path);

    /**
     * Names directly below {@code folder} ("" = the top; else with a trailing slash), in byte order
     * of their UTF-8, strictly after {@code after} ("" = from the first), at most {@code limit}. A
     * subfolder's name ends with a slash. The first page of a million names costs what the last
     * does.
     */
    List<String> list(String folder, String after, int limit);

    // Items: found by a binary id (at most 256 bytes), scanned by a prefix of it, not listed by
    // name. The id is stored as it is.

    @Nullable Record get(byte[] id);

    @Nullable Record peek(byte[] id);

    <T> @Nullable Decoded<T> get(byte[] id, Decoder<T> decoder);

    <T> @Nullable Decoded<T> peek(byte[] id, Decoder<T> decoder);

    void put(byte[] id, byte[] value);

    void delete(byte[] id);

    /**
     * Items whose id starts with {@code prefix}, in id order, strictly after {@code after}; no
     * preconditions.
     */
    List<ItemEntry> scan(byte[] prefix, byte @Nullable [] after, int limit);

    // Counters: plain numbers that many may change at once.

    /**
     * The counter as of the view plus this transaction's own additions; null if absent. No
     * precondition.
     */
    @Nullable Long counter(byte[] id);

    void setCounter(byte[] id, long value);

    /** See {@link io.sealwright.storage.Mutation.Add}. */
    void add(byte[] id, long delta, long floor);

    void deleteCounter(byte[] id);

    // The log: entries in the order of their commits.

    /**
     * Adds an entry, whose number is given at commit: one more than the last one's. No
     * precondition; not among what this transaction reads.
     */
    void append(byte[] value);

    /** The number of the last entry ever appended as of the view; 0 if there was none. */
    long lastNumber();

    /**
     * Entries with a number above {@code after}, in order, at most {@code limit}; no preconditions.
     */
    List<LogEntry> log(long after, int limit);

    /**
     * Deletes the entries of the block of {@value #LOG_BLOCK} that {@code number} lies in: those
     * that equal it but for the last byte.
     */
    void deleteLogBlock(long number);

    int LOG_BLOCK = 256;

    /** Deletes every record, item, counter and log entry of the space; numbers start anew. */
    void clear();
}
