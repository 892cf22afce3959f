@NullMarked
package io.sealwright.policy;

import org.jspecify.annotations.NullMarked;
