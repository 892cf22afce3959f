@NullMarked
package io.sealwright.storage.apply;

import org.jspecify.annotations.NullMarked;
