package io.sealwright.server.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Finds properties of ours that do not exist, in every source: a misspelt limit must not mean no
 * limit.
 */
final class UnknownProperties {
    private static final String VARIABLE = "SEALWRIGHT_";

    /** What Kubernetes sets for a service whose name begins with ours. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "SEALWRIGHT_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT(_\\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)");

    private final KnownProperties known = new KnownProperties();
    private final Set<String> names = new HashSet<>();
    private final Set<String> variables = new HashSet<>();

    UnknownProperties() {
        for (String name : known.names()) {
            String plain = plain(name);
            names.add(plain);
            variables.add(plain.replace(".", "").replace("[0]", "0"));
        }
    }

    /**
     * @throws ConfigurationException naming the unknown one and the nearest that exists
     */
    void refuse(ConfigurableEnvironment environment) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> enumerable) {
                boolean variable =
                        source.getName()
                                .equals(
                                        StandardEnvironment
                                                .SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
                for (String name : enumerable.getPropertyNames()) {
                    if (variable ? unknownVariable(name) : unknownName(name)) {
                        throw new ConfigurationException(
                                "unknown property "
                                        + name
                                        + "; did you mean "
                                        + known.nearest(variable ? dotted(name) : name)
                                        + "?");
                    }
                }
            }
        }
    }

    private boolean unknownName(String name) {
        String plain = plain(name);
        return (plain.startsWith(Settings.PREFIX + ".") || plain.equals(Settings.PREFIX))
                && !names.contains(plain);
    }

    private boolean unknownVariable(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (!upper.startsWith(VARIABLE)) {
            return unknownName(name);
        }
        if (SERVICE_LINK.matcher(upper).matches()) {
            return false;
        }
        // Spring takes both FOO_MAXTTL and FOO_MAX_TTL for foo.max-ttl.
        String joined =
                upper.toLowerCase(Locale.ROOT).replaceAll("_\\d+(?=_|$)", "0").replace("_", "");
        return !variables.contains(joined);
    }

    private static String dotted(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** As Spring compares them: without case and dashes, any index as 0. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replace("-", "")
                .replace("_", "")
                .replaceAll("\\[\\d+]", "[0]");
    }
}
