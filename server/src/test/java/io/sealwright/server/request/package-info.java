@NullMarked
package io.sealwright.server.request;

import org.jspecify.annotations.NullMarked;
