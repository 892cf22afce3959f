package io.sealwright.server.config;

/**
 * A configuration with which the node does not start. The message is one line for the operator,
 * without values that may be secret.
 */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }
}
