package io.sealwright.server.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where clients of AWS are served, besides the main listener, and as what.
 *
 * @param address of a listener for them alone; null = none
 * @param accountId 12 digits; of auth mounts that say none
 * @param region of auth mounts that say none; told with access keys, to be set by their clients
 * @param hostAliases {@code host} or {@code host:port} that requests may be signed for besides the
 *     Host that they come with: what a load balancer is called that does not pass it on
 */
public record AwsListenerSettings(
        @Nullable HostPort address, String accountId, String region, List<String> hostAliases) {
    /** Property of the address. */
    public static final String ADDRESS = "sealwright.listener.aws.address";

    private static final int MAX_ALIASES = 16;
    private static final Pattern ALIAS = Pattern.compile("[a-z0-9.-]{1,253}(:[0-9]{1,5})?");

    public AwsListenerSettings {
        hostAliases = hostAliases.stream().map(alias -> alias.toLowerCase(Locale.ROOT)).toList();
        if (!accountId.matches("[0-9]{12}")) {
            throw new ConfigurationException("sealwright.listener.aws.account-id is not 12 digits");
        }
        if (!region.matches("[a-z0-9-]{1,64}")) {
            throw new ConfigurationException(
                    "sealwright.listener.aws.region is no region such as us-east-1");
        }
        if (hostAliases.size() > MAX_ALIASES
                || !hostAliases.stream().allMatch(alias -> ALIAS.matcher(alias).matches())) {
            throw new ConfigurationException(
                    "sealwright.listener.aws.host-aliases are at most "
                            + MAX_ALIASES
                            + " hosts, each with a port if clients say one");
        }
    }

    @ConstructorBinding
    AwsListenerSettings(
            @DefaultValue("") String address,
            @DefaultValue("000000000000") String accountId,
            @DefaultValue("us-east-1") String region,
            @DefaultValue List<String> hostAliases) {
        this(
                address.isEmpty() ? null : Checks.address(ADDRESS, address),
                accountId,
                region,
                hostAliases);
    }
}
