package io.sealwright.server.request;

import io.sealwright.server.spi.Request;

/** What the wire APIs hand their requests to. Never throws for anything a caller sent. */
@FunctionalInterface
public interface Pipeline {
    Answer handle(Request request);
}
