package io.sealwright.server.auth.cert;

import io.sealwright.server.auth.Glob;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a role demands of a certificate besides whom it comes from. Patterns, in which {@code *}
 * stands for anything; one of each list must match. Null if it was never given, which as an empty
 * list demands nothing.
 *
 * @param names one of the common names, DNS names or e-mail addresses
 * @param extensions each {@code oid:pattern}; all must match
 */
record Constraints(
        @Nullable List<String> names,
        @Nullable List<String> commonNames,
        @Nullable List<String> dnsNames,
        @Nullable List<String> emails,
        @Nullable List<String> uris,
        @Nullable List<String> units,
        @Nullable List<String> extensions) {
    static final Constraints NONE = new Constraints(null, null, null, null, null, null, null);

    boolean allow(ClientCertificate client) {
        return met(names, client.anyNames())
                && met(commonNames, Stream.of(client.commonName()))
                && met(dnsNames, client.dnsNames().stream())
                && met(emails, client.emails().stream())
                && met(uris, client.uris().stream())
                && met(units, client.units().stream())
                && met(client);
    }

    private static boolean met(@Nullable List<String> patterns, Stream<String> names) {
        return patterns == null
                || patterns.isEmpty()
                || names.anyMatch(
                        name -> patterns.stream().anyMatch(pattern -> Glob.matches(pattern, name)));
    }

    private boolean met(ClientCertificate client) {
        return extensions == null || extensions.stream().allMatch(wanted -> met(client, wanted));
    }

    private static boolean met(ClientCertificate client, String wanted) {
        int colon = wanted.indexOf(':');
        String found = client.extension(wanted.substring(0, colon));
        return found != null && Glob.matches(wanted.substring(colon + 1), found);
    }
}
