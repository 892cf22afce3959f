@NullMarked
package io.sealwright.storage.raft;

import org.jspecify.annotations.NullMarked;
