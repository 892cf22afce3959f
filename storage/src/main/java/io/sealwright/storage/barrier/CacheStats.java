package io.sealwright.storage.barrier;

/**
 * What the cache of decoded records holds and has done since the barrier was made, for metrics.
 *
 * @param entries records in it
 * @param bytes that it is counted as, of which it holds a bounded number
 * @param hits reads that it answered
 * @param misses reads that decoded a record
 */
public record CacheStats(long entries, long bytes, long hits, long misses) {}
