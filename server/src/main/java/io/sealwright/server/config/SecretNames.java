package io.sealwright.server.config;

/** How metrics name secrets. */
public enum SecretNames {
    /** By a keyed hash, which {@code sys/usage/secrets/<path>} tells those who may ask. */
    HASHED,
    /** By their paths, for everybody who sees the metrics. */
    PLAIN,
    /** Not at all: mounts and identities alone. */
    OFF
}
