package io.sealwright.rotation;

/**
 * What the scheduler has done since it was started, for metrics.
 *
 * @param done entries handled
 * @param postponed times that a handler failed and its entry was put off
 * @param lagMillis how late the oldest entry of the last round was; 0 if none was due
 */
public record DueStats(long done, long postponed, long lagMillis) {}
