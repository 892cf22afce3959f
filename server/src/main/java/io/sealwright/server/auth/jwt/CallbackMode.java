package io.sealwright.server.auth.jwt;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a browser login comes back from the provider. */
enum CallbackMode {
    /** To the program that began it, which hands the code on. */
    CLIENT,
    /** To this server, which the program that began it polls. */
    DIRECT,
    /** Not at all: the provider is polled. */
    DEVICE;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable CallbackMode find(String label) {
        for (CallbackMode mode : values()) {
            if (mode.label().equals(label)) {
                return mode;
            }
        }
        return null;
    }
}
