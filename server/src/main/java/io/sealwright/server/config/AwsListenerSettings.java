package io.sealwright.server.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where clients of AWS are served, besides the main listener.
 *
 * @param address of a listener for them alone; null = none
 */
public record AwsListenerSettings(@Nullable HostPort address) {
    /** Property of the address. */
    public static final String ADDRESS = "sealwright.listener.aws.address";

    @ConstructorBinding
    AwsListenerSettings(@DefaultValue("") String address) {
        this(address.isEmpty() ? null : Checks.address(ADDRESS, address));
    }
}
