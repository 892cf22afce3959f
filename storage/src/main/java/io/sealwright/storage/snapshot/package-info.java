/** Snapshots for operators: one stream that holds the whole state, and restoring it. */
@NullMarked
package io.sealwright.storage.snapshot;

import org.jspecify.annotations.NullMarked;
