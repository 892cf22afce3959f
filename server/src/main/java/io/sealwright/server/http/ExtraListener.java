package io.sealwright.server.http;

import io.sealwright.server.config.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * A listener beside the main one, for one API alone: a bean of the API's package. It has the limits
 * and the TLS of the main one; connections are counted for each listener by itself.
 *
 * @param name of the API; what {@link Connections#listener} tells of a request that came by it
 * @param property that the address is from, for errors
 * @param address null where none was asked for
 */
public record ExtraListener(String name, String property, @Nullable HostPort address) {
    /** Name of the listener of the AWS APIs. */
    public static final String AWS = "aws";

    /** Name of the listener of the GCP API. */
    public static final String GCP = "gcp";
}
