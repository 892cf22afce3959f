@NullMarked
package io.sealwright.server.namespace;

import org.jspecify.annotations.NullMarked;
