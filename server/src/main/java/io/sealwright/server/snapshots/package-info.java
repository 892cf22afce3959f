/** Snapshots by schedule: to a folder or to an S3-compatible bucket, with retention. */
@NullMarked
package io.sealwright.server.snapshots;

import org.jspecify.annotations.NullMarked;
