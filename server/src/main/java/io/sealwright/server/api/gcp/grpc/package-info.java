/**
 * GCP Secret Manager over gRPC, which Google's clients speak unless they are told otherwise.
 * Nothing of it is loaded where it is not configured.
 */
@NullMarked
package io.sealwright.server.api.gcp.grpc;

import org.jspecify.annotations.NullMarked;
