/**
 * The auth method {@code aws}: access keys that requests to the AWS API are signed with. The
 * signature takes the place of a login: no token is made.
 */
@NullMarked
package io.sealwright.server.auth.aws;

import org.jspecify.annotations.NullMarked;
