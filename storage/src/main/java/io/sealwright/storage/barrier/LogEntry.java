package io.sealwright.storage.barrier;

/** An entry of a space's log with its number. */
public record LogEntry(long number, Record record) {}
