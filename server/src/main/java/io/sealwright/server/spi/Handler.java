package io.sealwright.server.spi;

/**
 * Answers one operation of a route. May be run again on a newer view, so its only effects are on
 * the call's transaction.
 */
@FunctionalInterface
public interface Handler {
    Response handle(Call call);
}
