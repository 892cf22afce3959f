@NullMarked
package io.sealwright.storage;

import org.jspecify.annotations.NullMarked;
