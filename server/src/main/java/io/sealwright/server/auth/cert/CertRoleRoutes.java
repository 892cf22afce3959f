package io.sealwright.server.auth.cert;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.token.LeaseLimits;
import io.sealwright.server.token.LoginTokens;
import io.sealwright.server.token.TokenSettings;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code certs} and {@code certs/{name}}. */
@Component
final class CertRoleRoutes {
    private static final int UID_BYTES = 16;

    private final LoginTokens tokens;
    private final SecureRandom random;

    CertRoleRoutes(LoginTokens tokens, SecureRandom random) {
        this.tokens = tokens;
        this.random = random;
    }

    List<Route> routes() {
        return List.of(
                Route.at("certs/", "Lists the roles.")
                        .fields(LoginNames.LIST_FIELDS)
                        .on(Operation.LIST, call -> LoginNames.list(call, Roles.FOLDER))
                        .build(),
                Route.at("certs/{name}", "A role: whose certificates, and what is given for them.")
                        .fields(RoleParameters.FIELDS)
                        .on(Operation.READ, CertRoleRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .on(Operation.DELETE, CertRoleRoutes::delete)
                        .build());
    }

    private static String name(Call call) {
        return LoginNames.folded(call.path("name"));
    }

    private static Response read(Call call) {
        TrustedRole found = Roles.find(call.records(), name(call));
        if (found == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(shown(found.role()));
    }

    private Response write(Call call) {
        String name = name(call);
        TrustedRole old = Roles.find(call.records(), name);
        Role next =
                RoleParameters.changed(call, old == null ? Role.unset(uid(), name) : old.role());
        Roles.put(call.records(), next);
        return warned(next.token(), tokens.limits(call.mount()));
    }

    private static Response warned(TokenSettings token, LeaseLimits limits) {
        Response response = Response.empty();
        long usual = limits.defaultTtl().toSeconds();
        long max = limits.maxTtl().toSeconds();
        if (token.ttl() > usual) {
            response =
                    response.withWarning(
                            "Given ttl of %d seconds is greater than current mount/system default of %d seconds"
                                    .formatted(token.ttl(), usual));
        }
        if (token.maxTtl() > max) {
            response =
                    response.withWarning(
                            "Given max_ttl of %d seconds is greater than current mount/system default of %d seconds"
                                    .formatted(token.maxTtl(), max));
        }
        if (token.period() > max) {
            response =
                    response.withWarning(
                            "Given period of %d seconds is greater than the backend's maximum TTL of %d seconds"
                                    .formatted(token.period(), max));
        }
        return response;
    }

    private String uid() {
        byte[] uid = new byte[UID_BYTES];
        random.nextBytes(uid);
        return HexFormat.of().formatHex(uid);
    }

    private static Response delete(Call call) {
        Roles.delete(call.records(), name(call));
        return Response.empty();
    }

    private static ObjectNode shown(Role role) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        Constraints constraints = role.constraints();
        data.put("certificate", role.certificate());
        data.put("display_name", role.displayName());
        put(data, "allowed_names", constraints.names());
        put(data, "allowed_common_names", constraints.commonNames());
        put(data, "allowed_dns_sans", constraints.dnsNames());
        put(data, "allowed_email_sans", constraints.emails());
        put(data, "allowed_uri_sans", constraints.uris());
        put(data, "allowed_organizational_units", constraints.units());
        put(data, "required_extensions", constraints.extensions());
        put(data, "allowed_metadata_extensions", role.metadataExtensions());
        Ocsp ocsp = role.ocsp();
        data.put("ocsp_ca_certificates", ocsp.authorities());
        data.put("ocsp_enabled", ocsp.enabled());
        data.put("ocsp_fail_open", ocsp.failOpen());
        data.put("ocsp_query_all_servers", ocsp.all());
        put(data, "ocsp_servers_override", ocsp.servers());
        role.token().show(data);
        return data;
    }

    private static void put(ObjectNode data, String name, @Nullable List<String> values) {
        if (values == null) {
            data.putNull(name);
        } else {
            ArrayNode array = data.putArray(name);
            values.forEach(array::add);
        }
    }
}
