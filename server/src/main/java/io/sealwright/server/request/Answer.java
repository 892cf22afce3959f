package io.sealwright.server.request;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Response;

/** What the pipeline made of a request; both kinds are audited before a caller sees them. */
public sealed interface Answer {
    /**
     * @param mountType as the envelope shows it: {@code kv}, {@code system}, {@code token} ...
     */
    record Success(Response response, String mountType, long index) implements Answer {}

    record Failed(Failure failure) implements Answer {}
}
