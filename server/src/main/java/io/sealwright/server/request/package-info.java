/**
 * The way of one request: view, authenticate, audit, authorize, route, engine, commit, audit,
 * render.
 */
@NullMarked
package io.sealwright.server.request;

import org.jspecify.annotations.NullMarked;
