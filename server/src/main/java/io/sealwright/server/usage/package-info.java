/**
 * Who uses which secret, and who was refused: counted in memory where a request is answered, shown
 * as metrics, and merged into the store in batches. Nothing here makes a request wait.
 */
@NullMarked
package io.sealwright.server.usage;

import org.jspecify.annotations.NullMarked;
