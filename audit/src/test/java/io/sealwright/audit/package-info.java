@NullMarked
package io.sealwright.audit;

import org.jspecify.annotations.NullMarked;
