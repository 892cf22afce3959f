@NullMarked
package io.sealwright.storage.barrier;

import org.jspecify.annotations.NullMarked;
