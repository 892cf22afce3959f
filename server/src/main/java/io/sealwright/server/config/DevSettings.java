package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The dev server: one unsealed node, KV v2 at {@code secret/}, loopback only, all of it gone at
 * exit.
 *
 * @param rootToken id of the root token; empty = random
 */
public record DevSettings(
        @DefaultValue("false") boolean enabled, @DefaultValue("") String rootToken) {
    @Override
    public String toString() {
        return "DevSettings[" + enabled + "]";
    }
}
