@NullMarked
package io.sealwright.server.openapi;

import org.jspecify.annotations.NullMarked;
