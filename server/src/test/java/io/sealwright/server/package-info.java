@NullMarked
package io.sealwright.server;

import org.jspecify.annotations.NullMarked;
