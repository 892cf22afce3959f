/**
 * What the AWS Secrets Manager API is made of, known both to its wire format and to the engine that
 * has the secrets: operations, names, errors.
 */
@NullMarked
package io.sealwright.server.aws;

import org.jspecify.annotations.NullMarked;
