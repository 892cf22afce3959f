package io.sealwright.server.auth.cert;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code crls} and {@code crls/{name}}. */
@Component
final class CrlRoutes {
    /** The list is fetched once, however often the transaction runs. */
    private record Fetched(String url) {}

    private final FetchedCrls lists;
    private final CrlFetching fetching;

    CrlRoutes(FetchedCrls lists, CrlFetching fetching) {
        this.lists = lists;
        this.fetching = fetching;
    }

    List<Route> routes() {
        return List.of(
                Route.at("crls/", "Lists the lists of revoked certificates.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, Crl.FOLDER))
                        .build(),
                Route.at(
                                "crls/{name}",
                                "A list of certificates with which nobody logs in any more.")
                        .field(
                                "crl",
                                FieldType.STRING,
                                "The list in PEM, at most "
                                        + Pem.MAX_CRL_LENGTH
                                        + " characters. Its signature and its times do not count.")
                        .field(
                                "url",
                                FieldType.STRING,
                                "Where to fetch the list, in DER or PEM, at most "
                                        + CrlFetching.MAX_LENGTH
                                        + " bytes; it is fetched again by logins.")
                        .on(Operation.READ, this::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, CrlRoutes::delete)
                        .build());
    }

    private static String name(Call call) {
        return LoginNames.folded(call.path("name"));
    }

    private static Decoded<Crl> stored(Call call) {
        String name = name(call);
        Decoded<Crl> found = Crl.find(call.records(), name);
        if (found == null) {
            throw RequestFailure.invalid("no such CRL " + name);
        }
        return found;
    }

    private Response read(Call call) {
        Crl list = lists.newest(call.context(), name(call), stored(call));
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        CrlOrigin origin = list.origin();
        if (origin != null) {
            data.putObject("cdp")
                    .put("url", origin.url())
                    .put("valid_until", Instant.ofEpochSecond(origin.nextUpdate()).toString());
        }
        ObjectNode serials = JsonNodeFactory.instance.objectNode();
        list.serials().stream().sorted().forEach(serials::putObject);
        data.set("serials", serials);
        return Response.of(data);
    }

    private Response write(Call call) {
        String name = name(call);
        Crl list = written(call);
        if (Crl.find(call.records(), name) == null
                && call.records().list(Crl.FOLDER, "", Revocations.MAX_LISTS).size()
                        == Revocations.MAX_LISTS) {
            throw RequestFailure.invalid(
                    "there are already " + Revocations.MAX_LISTS + " CRLs; delete one first");
        }
        list.put(call.records(), name);
        return Response.empty();
    }

    private Crl written(Call call) {
        if (call.has("crl")) {
            return Crl.of(Pem.revocations(call.string("crl", "")), null);
        }
        if (!call.has("url")) {
            throw RequestFailure.invalid("one of 'crl' or 'url' must be provided");
        }
        try {
            return fetched(call, call.string("url", ""));
        } catch (OutboundException e) {
            throw e.isBusy()
                    ? new RequestFailure(new Failure.Unavailable(e.reason(), Duration.ofSeconds(1)))
                    : RequestFailure.invalid("error fetching the CRL: " + e.reason());
        }
    }

    private Crl fetched(Call call, String url) {
        X509CRL list =
                call.request()
                        .once()
                        .get(
                                new Fetched(url),
                                X509CRL.class,
                                () -> fetching.fetch(url, call.request().deadline().left()));
        Crl known =
                CrlFetching.known(
                        url,
                        list,
                        Roles.first(call.records(), Roles.MAX_TRIED).stream()
                                .flatMap(role -> role.certificates().stream())
                                .toList());
        if (known.isOver(call.now())) {
            throw new OutboundException("the list has expired");
        }
        return known;
    }

    private static Response delete(Call call) {
        Decoded<Crl> _ = stored(call);
        call.records().delete(Crl.FOLDER + name(call));
        return Response.empty();
    }
}
