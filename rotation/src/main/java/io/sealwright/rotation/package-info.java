@NullMarked
package io.sealwright.rotation;

import org.jspecify.annotations.NullMarked;
