/** The wire format of AWS Secrets Manager: JSON 1.1, one address, signed requests. */
@NullMarked
package io.sealwright.server.api.aws;

import org.jspecify.annotations.NullMarked;
