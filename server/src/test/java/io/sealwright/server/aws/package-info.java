@NullMarked
package io.sealwright.server.aws;

import org.jspecify.annotations.NullMarked;
