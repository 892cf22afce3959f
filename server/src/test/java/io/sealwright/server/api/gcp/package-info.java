@NullMarked
package io.sealwright.server.api.gcp;

import org.jspecify.annotations.NullMarked;
