@NullMarked
package io.sealwright.storage.rocks;

import org.jspecify.annotations.NullMarked;
