package io.sealwright.server.auth.cert;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.barrier.Records;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A client with a role that its certificate fits. */
record RoleMatch(ClientCertificate client, Role role) {
    private static final String STRANGER = "invalid certificate or no client certificate supplied";
    private static final String UNMET =
            "no chain matching all constraints could be found for this login certificate";

    /**
     * @param name of the only role that counts; empty for the first that fits, those of single
     *     clients first
     * @throws RequestFailure if none fits, or the client has shown no certificate that can be used
     */
    static RoleMatch of(Records records, Remote remote, String name, Instant now) {
        List<X509Certificate> shown = shown(remote);
        ClientCertificate client = ClientCertificate.usable(shown.getFirst(), now);
        ChainSearch search = new ChainSearch(shown, now, Revocations.of(records));
        boolean vouchedFor = false;
        for (TrustedRole candidate : candidates(records, name)) {
            switch (search.find(candidate)) {
                case TRUSTED -> {
                    if (candidate.role().constraints().allow(client)) {
                        return new RoleMatch(client, reread(records, candidate));
                    }
                    vouchedFor |= candidate.isAuthority();
                }
                case REVOKED -> vouchedFor |= candidate.isAuthority();
                case UNKNOWN -> {}
            }
        }
        throw RequestFailure.invalid(vouchedFor ? UNMET : STRANGER);
    }

    private static List<X509Certificate> shown(Remote remote) {
        if (remote.certificates().isEmpty()) {
            throw RequestFailure.invalid("no client certificate found");
        }
        return remote.certificates();
    }

    private static List<TrustedRole> candidates(Records records, String name) {
        if (!name.isEmpty()) {
            TrustedRole role =
                    LoginNames.isName(name)
                            ? Roles.find(records, name.toLowerCase(Locale.ROOT))
                            : null;
            return role == null ? List.of() : List.of(role);
        }
        List<TrustedRole> all = Roles.all(records);
        return Stream.concat(
                        all.stream().filter(role -> !role.isAuthority()),
                        all.stream().filter(TrustedRole::isAuthority))
                .toList();
    }

    /** The same, with a precondition that it is still so when the token is written. */
    private static Role reread(Records records, TrustedRole found) {
        TrustedRole again = Roles.find(records, found.role().name());
        if (again == null) {
            throw RequestFailure.invalid(STRANGER);
        }
        return again.role();
    }

    @Override
    public String toString() {
        return "RoleMatch";
    }
}
