package io.sealwright.server.auth.cert;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code crls} and {@code crls/{name}}. */
@Component
final class CrlRoutes {
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
                        .field("url", FieldType.STRING, "Not available yet.")
                        .on(Operation.READ, CrlRoutes::read)
                        .on(Operation.UPDATE, CrlRoutes::write)
                        .on(Operation.DELETE, CrlRoutes::delete)
                        .build());
    }

    private static String name(Call call) {
        return LoginNames.folded(call.path("name"));
    }

    private static Crl stored(Call call) {
        String name = name(call);
        Crl found = Crl.find(call.records(), name);
        if (found == null) {
            throw RequestFailure.invalid("no such CRL " + name);
        }
        return found;
    }

    private static Response read(Call call) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode serials = JsonNodeFactory.instance.objectNode();
        stored(call).serials().stream().sorted().forEach(serials::putObject);
        data.set("serials", serials);
        return Response.of(data);
    }

    private static Response write(Call call) {
        String name = name(call);
        if (!call.has("crl")) {
            throw RequestFailure.invalid(
                    call.has("url")
                            ? "url is not available yet; give the list itself in crl, and write it again when there is a newer one"
                            : "one of 'crl' or 'url' must be provided");
        }
        Crl list = Crl.of(Pem.revocations(call.string("crl", "")));
        if (Crl.find(call.records(), name) == null
                && call.records().list(Crl.FOLDER, "", Revocations.MAX_LISTS).size()
                        == Revocations.MAX_LISTS) {
            throw RequestFailure.invalid(
                    "there are already " + Revocations.MAX_LISTS + " CRLs; delete one first");
        }
        list.put(call.records(), name);
        return Response.empty();
    }

    private static Response delete(Call call) {
        Crl _ = stored(call);
        call.records().delete(Crl.FOLDER + name(call));
        return Response.empty();
    }
}
