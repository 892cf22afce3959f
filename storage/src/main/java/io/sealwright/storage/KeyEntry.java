package io.sealwright.storage;

/** A key with its entry, as a scan gives it. */
public record KeyEntry(Key key, Entry entry) {}
