/**
 * The audit log: entries in Vault's shape with sensitive values hashed, files that are synced
 * before an answer leaves, and a chain by which an offline verifier finds what was deleted or
 * altered.
 *
 * <p>A file holds one JSON object a line. Each ends with {@code "chain":{"epoch":"<16
 * hex>","seq":<n>,"prev":"<SHA-256 of the line before, without its line break>"}}; {@code seq}
 * starts at 1 for a device and goes on over restarts and rotations. Besides {@code request} and
 * {@code response} there are lines of the log itself, by {@code type}: {@code open} (the first of a
 * device), {@code head} (a signed statement about the line before it), {@code rotated} (the first
 * of a new file), {@code repair} (a torn end was cut), {@code recovered} (the device had failed),
 * {@code gap} (lines are missing; a new epoch).
 */
@NullMarked
package io.sealwright.audit;

import org.jspecify.annotations.NullMarked;
