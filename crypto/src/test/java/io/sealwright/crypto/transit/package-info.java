@NullMarked
package io.sealwright.crypto.transit;

import org.jspecify.annotations.NullMarked;
