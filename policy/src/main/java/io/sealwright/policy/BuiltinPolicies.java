package io.sealwright.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The policies that exist without an operator having written them. */
public final class BuiltinPolicies {
    private static final String DEFAULT_TEXT = read("default-policy.hcl");

    private BuiltinPolicies() {}

    /**
     * The text of the {@code default} policy: grants what {@code bao policy read default} shows.
     */
    public static String defaultPolicyText() {
        return DEFAULT_TEXT;
    }

    private static String read(String resource) {
        try (InputStream in = BuiltinPolicies.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
