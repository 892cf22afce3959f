package io.sealwright.crypto.transit;

import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A key of each type; made once, since those of RSA cost a second. */
final class SomeKeys {
    private static final Map<KeyType, VersionKey> KEYS = new EnumMap<>(KeyType.class);

    private SomeKeys() {}

    static synchronized VersionKey of(KeyType type) {
        return KEYS.computeIfAbsent(
                type, wanted -> VersionKey.generate(wanted, 40, new SecureRandom()));
    }

    static SignatureKey signing(KeyType type) {
        return (SignatureKey) of(type);
    }

    /** Without the long ones of RSA. */
    static Stream<KeyType> types() {
        return Stream.of(KeyType.values())
                .filter(type -> type != KeyType.RSA_3072 && type != KeyType.RSA_4096);
    }

    static Stream<KeyType> signingTypes() {
        return types().filter(KeyType::signs);
    }

    static List<KeyType> aead() {
        return types().filter(KeyType::aead).toList();
    }
}
