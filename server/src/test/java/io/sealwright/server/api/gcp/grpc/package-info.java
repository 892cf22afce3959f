@NullMarked
package io.sealwright.server.api.gcp.grpc;

import org.jspecify.annotations.NullMarked;
