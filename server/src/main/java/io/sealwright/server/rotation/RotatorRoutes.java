package io.sealwright.server.rotation;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/rotators}: what rotates secrets; in the root namespace alone. */
@Component
final class RotatorRoutes implements SysRoutes {
    private static final int MAX_LISTED = 10_000;
    private static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "type",
                            FieldType.STRING,
                            "script, webhook, lambda, sql, ssh-key or tls-self-signed."),
                    Field.of(
                            "all_namespaces",
                            FieldType.BOOL,
                            "Secrets of every namespace may use it, not of the root alone."),
                    Field.of(
                            "create",
                            FieldType.BOOL,
                            "It gets the create step, too, and may change the new value."),
                    Field.of(
                            "timeout",
                            FieldType.DURATION,
                            "Of one step: 1s to 5m for scripts (30s), to 60s for lambda (30s), to 30s for sql (30s), to 10s for webhooks (10s)."),
                    Field.of(
                            "path",
                            FieldType.STRING,
                            "Scripts: where it lies, below sealwright.rotation.script-folder."),
                    Field.of("sha256", FieldType.STRING, "Scripts: the file's hash."),
                    Field.of(
                            "arguments",
                            FieldType.STRING_LIST,
                            "Scripts: everybody on the machine can see them."),
                    Field.of(
                            "environment",
                            FieldType.STRING_MAP,
                            "Scripts: all that they get besides PATH."),
                    Field.of(
                            "messages",
                            FieldType.STRING_MAP,
                            "Scripts: exit status to what it means, for the status."),
                    Field.of("url", FieldType.STRING, "Webhooks and lambda: https://..."),
                    Field.of(
                            "key",
                            FieldType.STRING,
                            "Webhooks and lambda: what requests are signed with; never shown."),
                    Field.of(
                            "ca_pem",
                            FieldType.STRING,
                            "Webhooks and lambda: the authorities that its certificate has to come from."),
                    Field.of(
                            "client_certificate",
                            FieldType.STRING,
                            "Webhooks and lambda: PEM of what this server shows of itself."),
                    Field.of(
                            "client_key",
                            FieldType.STRING,
                            "Webhooks and lambda: PEM (PKCS #8) of its key; never shown."),
                    Field.of(
                            "values",
                            FieldType.BOOL,
                            "Webhooks: they get the values and the parameters, too."),
                    Field.of(
                            "mount",
                            FieldType.STRING,
                            "sql: a database mount of the root namespace; database if not given."),
                    Field.of(
                            "connection",
                            FieldType.STRING,
                            "sql: one of its connections, whose own user sets the passwords."),
                    Field.of(
                            "users",
                            FieldType.STRING_LIST,
                            "sql: whose passwords may be set, with * for any characters."),
                    Field.of(
                            "statements",
                            FieldType.STRING_LIST,
                            "sql: SQL that sets a password, with {{username}} and {{password}}; the usual one if not given."),
                    Field.of(
                            "username_field",
                            FieldType.STRING,
                            "sql: the member of the secret with the user's name; username if not given."),
                    Field.of(
                            "password_field",
                            FieldType.STRING,
                            "sql: the member with the password; password if not given."));

    @Override
    public List<Route> routes() {
        List<Field> listing = new ArrayList<>();
        listing.add(Field.of("after", FieldType.STRING, "Begins behind this name."));
        listing.add(Field.of("limit", FieldType.INT, "At most so many names; 0: all."));
        return List.of(
                Route.at("rotators", "Lists the rotators.")
                        .fields(listing)
                        .on(Operation.LIST, RotatorRoutes::list)
                        .build(),
                Route.at("rotators/{name}", "Reads, writes or deletes a rotator.")
                        .fields(FIELDS)
                        .sudo(Operation.UPDATE, Operation.CREATE, Operation.DELETE)
                        .on(Operation.READ, RotatorRoutes::read)
                        .on(Operation.UPDATE, RotatorRoutes::write)
                        .on(Operation.DELETE, RotatorRoutes::delete)
                        .build());
    }

    private static Response list(Call call) {
        long limit = call.integer("limit", 0);
        int most = limit <= 0 ? MAX_LISTED : (int) Math.min(limit, MAX_LISTED);
        List<String> names = Rotators.names(call.transaction(), call.string("after", ""), most);
        if (names.isEmpty()) {
            throw RequestFailure.notFound();
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        names.forEach(data.putArray("keys")::add);
        return Response.of(data);
    }

    private static Response read(Call call) {
        RotatorDefinition found = Rotators.find(call.transaction(), call.path("name"));
        if (found == null) {
            throw RequestFailure.notFound();
        }
        return Response.of(RotatorJson.of(found));
    }

    private static Response write(Call call) {
        RotatorDefinition old = Rotators.find(call.transaction(), call.path("name"));
        Rotators.put(call.transaction(), RotatorJson.read(call, old));
        return Response.empty();
    }

    private static Response delete(Call call) {
        Rotators.delete(call.transaction(), call.path("name"));
        return Response.empty();
    }
}
