package io.sealwright.server.spi;

/** Where a request came from. */
public record Remote(String address, int port, boolean tls) {}
