@NullMarked
package io.sealwright.storage.codec;

import org.jspecify.annotations.NullMarked;
