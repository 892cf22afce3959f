@NullMarked
package io.sealwright.server.aws.policy;

import org.jspecify.annotations.NullMarked;
