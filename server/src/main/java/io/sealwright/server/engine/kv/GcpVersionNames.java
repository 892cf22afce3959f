package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.RequestFailure;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the version that a name means: by its number, an alias, or {@code latest}. */
final class GcpVersionNames {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private GcpVersionNames() {}

    /**
     * @param name of a version of the secret
     * @throws RequestFailure if it means none
     */
    static SecretVersion find(GcpName name, Secret secret) {
        String text = name.version();
        if (text.equals(GcpName.LATEST)) {
            SecretVersion latest = latest(secret);
            if (latest == null) {
                throw GcpErrors.noVersions(name.withoutVersion());
            }
            return latest;
        }
        Long number =
                NUMBER.matcher(text).matches()
                        ? Long.valueOf(text)
                        : secret.about().google().aliases().get(text);
        SecretVersion version = number == null ? null : secret.version(number);
        if (version == null) {
            throw GcpErrors.versionNotFound(name);
        }
        return version;
    }

    /**
     * The highest number: but for what a rotation is trying out, and for what one has tried out and
     * destroyed, which would leave its readers with nothing.
     */
    private static @Nullable SecretVersion latest(Secret secret) {
        long current = secret.currentNumber();
        for (SecretVersion version : secret.versions().reversed()) {
            boolean tried = version.destroyed() && version.number() > current;
            if (!tried && !secret.isPending(version.number())) {
                return version;
            }
        }
        return null;
    }
}
