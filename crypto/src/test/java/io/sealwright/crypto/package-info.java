@NullMarked
package io.sealwright.crypto;

import org.jspecify.annotations.NullMarked;
