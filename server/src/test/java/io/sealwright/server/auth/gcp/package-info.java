@NullMarked
package io.sealwright.server.auth.gcp;

import org.jspecify.annotations.NullMarked;
