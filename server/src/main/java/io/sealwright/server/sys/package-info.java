/**
 * The system mount: mounts, policies, capabilities, audit, tools and what else lies below {@code
 * sys/}.
 */
@NullMarked
package io.sealwright.server.sys;

import org.jspecify.annotations.NullMarked;
