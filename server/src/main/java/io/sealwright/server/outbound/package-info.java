/**
 * Requests that the server makes to others, such as an identity provider: to a pinned authority,
 * without redirects, and bounded in number, time and size.
 */
@NullMarked
package io.sealwright.server.outbound;

import org.jspecify.annotations.NullMarked;
