package io.sealwright.server.http;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.Request;
import java.util.List;
import java.util.Set;

/**
 * An endpoint outside the request pipeline, so that it also answers while the node is sealed or not
 * initialised. One Spring bean for each; no view, no token check and no audit line happen but what
 * it does itself. Thread-safe.
 */
public interface DirectEndpoint {
    /** Whole paths as in {@link Request#path()}, such as {@code sys/health}. */
    Set<String> paths();

    /**
     * What it answers of READ, UPDATE (any POST or PUT), DELETE, LIST; anything else is 405. HEAD
     * is a READ without its body.
     */
    Set<Operation> operations();

    /** The parameters that it knows at one of its paths, for the description of the API. */
    default List<Field> fields(String path) {
        return List.of();
    }

    /**
     * True if it is answered also when every request thread is busy: only for what is quick, does
     * no I/O and waits for nothing.
     */
    default boolean reserved() {
        return false;
    }

    /**
     * @throws io.sealwright.server.spi.RequestFailure for an answer that is an error
     */
    DirectAnswer handle(Request request);
}
