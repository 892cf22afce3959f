package io.sealwright.storage.barrier;

import java.time.Instant;

/** One entry of the due index; its value is opened. */
public record DueEntry(Instant at, byte kind, int namespace, byte[] id, byte[] value) {}
