/** The barrier: transactions over the store in which every value and every name is sealed. */
@NullMarked
package io.sealwright.storage.barrier;

import org.jspecify.annotations.NullMarked;
