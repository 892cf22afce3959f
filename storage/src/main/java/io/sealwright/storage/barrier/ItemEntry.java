package io.sealwright.storage.barrier;

/** One item of a scan: its id and its opened record. */
public record ItemEntry(byte[] id, Record entry) {}
