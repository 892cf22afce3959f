package io.sealwright.server.http;

import io.sealwright.server.spi.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/**
 * An endpoint whose POST or PUT body is read as a stream without a limit, such as a snapshot's.
 * Outside the pipeline, like {@link DirectEndpoint}: it authenticates and audits before it reads a
 * byte. Other methods of its paths go to the pipeline. Few run at once. Thread-safe.
 */
public interface StreamingEndpoint {
    /** Whole paths as in {@link Request#path()}. */
    Set<String> paths();

    /**
     * @param request with an empty body; its deadline is an ordinary request's, for authentication
     *     alone
     * @param body fails with an {@link IOException} when the client makes no progress for {@code
     *     sealwright.limits.body-timeout}
     * @throws io.sealwright.server.spi.RequestFailure for an answer that is an error
     */
    DirectAnswer handle(Request request, InputStream body) throws IOException;
}
