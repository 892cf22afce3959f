/** Stored ACL policies and the compiled ACLs of callers. */
@NullMarked
package io.sealwright.server.policies;

import org.jspecify.annotations.NullMarked;
