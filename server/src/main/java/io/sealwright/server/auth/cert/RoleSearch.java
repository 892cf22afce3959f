package io.sealwright.server.auth.cert;

import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.EngineContext;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.storage.Deadline;
import io.sealwright.storage.barrier.Records;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Finds the role that a client's certificate fits. Thread-safe. */
@Component
final class RoleSearch {
    private static final Logger LOG = LoggerFactory.getLogger(RoleSearch.class);
    private static final String STRANGER = "invalid certificate or no client certificate supplied";
    private static final String UNMET =
            "no chain matching all constraints could be found for this login certificate";

    private final FetchedCrls lists;
    private final OcspCheck ocsp;

    RoleSearch(FetchedCrls lists, OcspCheck ocsp) {
        this.lists = lists;
        this.ocsp = ocsp;
    }

    /**
     * @param name of the only role that counts; empty for the first that fits, those of single
     *     clients first
     * @param deadline until when others may be asked
     * @throws RequestFailure if none fits, or the client has shown no certificate that can be used
     */
    RoleMatch find(EngineContext context, Remote remote, String name, Deadline deadline) {
        List<X509Certificate> shown = shown(remote);
        ClientCertificate client = ClientCertificate.usable(shown.getFirst(), context.now());
        ChainSearch search = new ChainSearch(shown, context.now(), revocations(context, deadline));
        boolean vouchedFor = false;
        List<String> unclear = new ArrayList<>();
        for (TrustedRole candidate : candidates(context.records(), name)) {
            switch (search.find(candidate)) {
                case ChainSearch.Trusted(List<X509Certificate> chain) -> {
                    if (candidate.role().constraints().allow(client)
                            && isGood(context, candidate, chain, deadline, unclear)) {
                        return new RoleMatch(client, reread(context.records(), candidate));
                    }
                    vouchedFor |= candidate.isAuthority();
                }
                case ChainSearch.Revoked _ -> vouchedFor |= candidate.isAuthority();
                case ChainSearch.Unknown _ -> {}
            }
        }
        String why = vouchedFor ? UNMET : STRANGER;
        throw RequestFailure.invalid(
                unclear.isEmpty()
                        ? why
                        : why
                                + "; additionally got errors during verification: "
                                + String.join("; ", unclear.stream().distinct().toList()));
    }

    private static List<X509Certificate> shown(Remote remote) {
        if (remote.certificates().isEmpty()) {
            throw RequestFailure.invalid("no client certificate found");
        }
        return remote.certificates();
    }

    private Revocations revocations(EngineContext context, Deadline deadline) {
        try {
            return lists.all(context, deadline);
        } catch (OutboundException e) {
            if (e.isBusy()) {
                throw busy(e);
            }
            throw RequestFailure.invalid(e.reason());
        }
    }

    /**
     * @param unclear why nothing was learnt, if that keeps the client out
     */
    private boolean isGood(
            EngineContext context,
            TrustedRole role,
            List<X509Certificate> chain,
            Deadline deadline,
            List<String> unclear) {
        if (!role.role().ocsp().enabled()) {
            return true;
        }
        OcspAnswer answer = asked(context, role, chain, deadline.left());
        return switch (answer.status()) {
            case GOOD -> true;
            case REVOKED -> false;
            case UNKNOWN, NONE -> {
                if (role.role().ocsp().failOpen()) {
                    LOG.warn(
                            "a login as {} goes on without OCSP: {}",
                            role.role().name(),
                            answer.reason());
                    yield true;
                }
                unclear.add("OCSP: " + answer.reason());
                yield false;
            }
        };
    }

    private OcspAnswer asked(
            EngineContext context, TrustedRole role, List<X509Certificate> chain, Duration wait) {
        try {
            return ocsp.about(context, role, chain, wait);
        } catch (OutboundException e) {
            throw busy(e);
        }
    }

    private static RequestFailure busy(OutboundException e) {
        return new RequestFailure(new Failure.Unavailable(e.reason(), Duration.ofSeconds(1)));
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
}
