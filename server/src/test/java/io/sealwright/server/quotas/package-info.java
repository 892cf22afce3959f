@NullMarked
package io.sealwright.server.quotas;

import org.jspecify.annotations.NullMarked;
