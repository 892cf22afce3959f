@NullMarked
package io.sealwright.server.gcp;

import org.jspecify.annotations.NullMarked;
