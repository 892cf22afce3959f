package io.sealwright.policy;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a policy may grant on a path. {@link #ROOT} is never written in a policy: it is what the
 * {@code root} policy has everywhere.
 */
public enum Capability {
    /** Write a path that does not exist yet. */
    CREATE(1 << 0),
    /** Read a path. */
    READ(1 << 1),
    /** Write a path that exists, and every action that is neither read nor delete. */
    UPDATE(1 << 2),
    /** Change a part of a path. */
    PATCH(1 << 3),
    /** Delete a path. */
    DELETE(1 << 4),
    /** List the children of a path. */
    LIST(1 << 5),
    /** List a path recursively. */
    SCAN(1 << 6),
    /** Use a root-protected path; comes in addition to the capability for the operation. */
    SUDO(1 << 7),
    /** Refuse everything on the path; wins over all others. */
    DENY(1 << 8),
    /** Everything, everywhere. */
    ROOT(1 << 9);

    private static final Map<String, Capability> BY_WIRE_NAME =
            Stream.of(values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    Capability::wireName, Function.identity()));

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** The name as clients and policies write it, in lower case. */
    public String wireName() {
        return wireName;
    }

    /** Finds the capability of a wire name; case matters, as with Vault. */
    public static Optional<Capability> ofWireName(String name) {
        return Optional.ofNullable(BY_WIRE_NAME.get(name));
    }

    int bit() {
        return bit;
    }
}
