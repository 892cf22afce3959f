package io.sealwright.server.config;

import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What opens the root key at unseal. */
public record SealSettings(@DefaultValue("shamir") String type) {
    private static final Set<String> PLANNED =
            Set.of("static", "transit", "awskms", "gcpckms", "pkcs11");

    public SealSettings {
        if (PLANNED.contains(type)) {
            throw new ConfigurationException(
                    "sealwright.seal.type="
                            + type
                            + " is not there yet: this version knows shamir alone");
        }
        if (!type.equals("shamir")) {
            throw new ConfigurationException(
                    "sealwright.seal.type: this version knows shamir alone");
        }
    }
}
