package io.sealwright.server.mount;

import io.sealwright.server.spi.EngineType;
import io.sealwright.server.spi.Mount;

/** A mount with its engine and the routes that its options give it. */
public record Mounted(Mount mount, EngineType type, RouteIndex routes) {}
