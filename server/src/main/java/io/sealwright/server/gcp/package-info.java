/**
 * What the GCP Secret Manager API is made of, known both to its wire formats and to the engine that
 * has the secrets.
 */
@NullMarked
package io.sealwright.server.gcp;

import org.jspecify.annotations.NullMarked;
