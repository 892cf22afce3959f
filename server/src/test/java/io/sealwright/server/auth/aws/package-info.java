@NullMarked
package io.sealwright.server.auth.aws;

import org.jspecify.annotations.NullMarked;
