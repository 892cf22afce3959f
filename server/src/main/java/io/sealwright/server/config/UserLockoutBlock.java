package io.sealwright.server.config;

import io.sealwright.policy.Hcl;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code user_lockout "all"} of a configuration file; rules of one method are tuned at its mount.
 */
final class UserLockoutBlock {
    private UserLockoutBlock() {}

    static Map<String, String> read(Hcl.Block block) {
        String of = block.labels().getFirst();
        if (!of.equals("all")) {
            throw new ConfigurationException(
                    "user_lockout \""
                            + of
                            + "\" is not there: only \"all\" is; tune the mounts of one method instead");
        }
        Map<String, String> properties = new LinkedHashMap<>();
        for (Hcl.Entry entry : block.body().entries()) {
            String value = VaultConfigFile.text(entry);
            switch (entry.name()) {
                case "lockout_threshold" -> properties.put("sealwright.lockout.threshold", value);
                case "lockout_duration" ->
                        properties.put(
                                "sealwright.lockout.duration", VaultConfigFile.duration(value));
                case "lockout_counter_reset" ->
                        properties.put(
                                "sealwright.lockout.counter-reset",
                                VaultConfigFile.duration(value));
                case "disable_lockout" ->
                        properties.put(
                                "sealwright.lockout.disabled",
                                VaultConfigFile.flag("disable_lockout", value));
                default ->
                        throw VaultConfigFile.unknown("user_lockout." + entry.name(), entry.at());
            }
        }
        return properties;
    }
}
