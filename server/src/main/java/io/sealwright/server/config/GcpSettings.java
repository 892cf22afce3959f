package io.sealwright.server.config;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The API of GCP Secret Manager.
 *
 * @param defaultMount path of the KV version 2 mount of the root namespace that has the secrets of
 *     projects for which there is neither a namespace nor a mount of their name
 */
public record GcpSettings(@DefaultValue("secret/") String defaultMount) {
    public GcpSettings {
        if (!defaultMount.endsWith("/") || defaultMount.startsWith("/")) {
            throw new ConfigurationException(
                    "sealwright.listener.gcp.default-mount is the path of a mount, with a slash at"
                            + " its end");
        }
    }
}
