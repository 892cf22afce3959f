package io.sealwright.server.request;

import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Response;
import java.util.Map;

/** What the pipeline made of a request; both kinds are audited before a caller sees them. */
public sealed interface Answer {
    /** For the wire, besides what the answer itself needs. */
    Map<String, String> headers();

    /** The same with other headers. */
    default Answer withHeaders(Map<String, String> more) {
        return switch (this) {
            case Success done -> new Success(done.response, done.mountType, done.index, more);
            case Failed failed -> new Failed(failed.failure, more);
        };
    }

    /**
     * @param mountType as the envelope shows it: {@code kv}, {@code system}, {@code token} ...
     */
    record Success(Response response, String mountType, long index, Map<String, String> headers)
            implements Answer {
        public Success(Response response, String mountType, long index) {
            this(response, mountType, index, Map.of());
        }
    }

    record Failed(Failure failure, Map<String, String> headers) implements Answer {
        public Failed(Failure failure) {
            this(failure, Map.of());
        }
    }
}
