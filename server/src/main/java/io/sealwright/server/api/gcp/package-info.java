/**
 * The wire formats of GCP Secret Manager: {@link io.sealwright.server.api.gcp.GcpService} is the
 * one entry for all of them, and beside it is JSON over HTTP.
 */
@NullMarked
package io.sealwright.server.api.gcp;

import org.jspecify.annotations.NullMarked;
