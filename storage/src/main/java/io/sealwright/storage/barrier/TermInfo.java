package io.sealwright.storage.barrier;

import java.time.Instant;

/**
 * The active key term.
 *
 * @param term its number, from 1
 * @param installedAt when it was made
 * @param encryptions how many values were sealed under it by all nodes, roughly (see {@link
 *     Barrier#rotationDue})
 */
public record TermInfo(int term, Instant installedAt, long encryptions) {}
