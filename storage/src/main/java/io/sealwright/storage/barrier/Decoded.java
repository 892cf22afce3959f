package io.sealwright.storage.barrier;

/** A decoded record with the revision it was decoded from. */
public record Decoded<T>(long revision, T value) {}
