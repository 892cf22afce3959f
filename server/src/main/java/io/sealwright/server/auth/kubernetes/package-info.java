/**
 * The auth method {@code kubernetes}: a service account logs in with the token that its pod has,
 * which the cluster's API is asked about.
 */
@NullMarked
package io.sealwright.server.auth.kubernetes;

import org.jspecify.annotations.NullMarked;
