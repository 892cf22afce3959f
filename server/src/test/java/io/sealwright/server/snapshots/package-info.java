@NullMarked
package io.sealwright.server.snapshots;

import org.jspecify.annotations.NullMarked;
