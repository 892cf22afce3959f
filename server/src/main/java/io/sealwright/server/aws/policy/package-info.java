/**
 * Resource policies of AWS: documents that a secret carries, read strictly and evaluated for one
 * request. What this server could not evaluate is not read.
 */
@NullMarked
package io.sealwright.server.aws.policy;

import org.jspecify.annotations.NullMarked;
