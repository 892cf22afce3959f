package io.sealwright.server.sys;

import io.sealwright.audit.AuditLog;
import io.sealwright.policy.Operation;
import io.sealwright.server.auditing.Auditing;
import io.sealwright.server.auditing.EnabledDevice;
import io.sealwright.server.auditing.HeaderSettings;
import io.sealwright.server.auditing.ShownDevice;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/audit}, {@code sys/audit-hash} and the audited request headers. */
@Component
final class AuditRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_HEADER_NAME = 256;

    /** Characters of everything that is stored of a device. */
    private static final int MAX_DEVICE = 16_384;

    private final Auditing auditing;
    private final HeaderSettings headers;

    AuditRoutes(Auditing auditing, HeaderSettings headers) {
        this.auditing = auditing;
        this.headers = headers;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("audit", "Lists the audit devices.")
                        .on(Operation.READ, this::list)
                        .sudo(Operation.READ)
                        .build(),
                Route.at(
                                "audit/{path...}",
                                "Enables or disables an audit device on all nodes, where sealwright.audit.api allows it.")
                        .field("type", FieldType.STRING, "Kind of device.")
                        .field("description", FieldType.STRING, "Text for people.")
                        .field("local", FieldType.BOOL, "Kept for clients that send it.")
                        .field("options", FieldType.STRING_MAP, "Options of the device.")
                        .on(Operation.UPDATE, this::enable)
                        .on(Operation.DELETE, this::disable)
                        .sudo(Operation.CREATE, Operation.UPDATE, Operation.DELETE)
                        .build(),
                Route.at("audit/head", "The newest signed head of each device of this node.")
                        .on(Operation.READ, this::head)
                        .build(),
                Route.at(
                                "audit/heads",
                                "Signed heads in the replicated store: the newest of every device of every node;"
                                        + " with node and device also the past ones that are kept, at most 256.")
                        .field("node", FieldType.STRING, "Heads of this node alone.")
                        .field("device", FieldType.STRING, "Heads of this device alone.")
                        .on(Operation.READ, this::heads)
                        .build(),
                Route.at("audit/key", "The public key that verifies audit heads.")
                        .on(Operation.READ, this::key)
                        .build(),
                Route.at("audit-hash/{path...}", "What a value looks like in the audit log.")
                        .field("input", FieldType.STRING, "The value.")
                        .on(Operation.UPDATE, this::hash)
                        .build(),
                Route.at(
                                "config/auditing/request-headers",
                                "Lists the request headers that are audited.")
                        .on(Operation.READ, this::listHeaders)
                        .sudo(Operation.READ)
                        .build(),
                Route.at("config/auditing/request-headers/{header}", "One audited request header.")
                        .field("hmac", FieldType.BOOL, "Whether its values are hashed.")
                        .on(Operation.READ, this::readHeader)
                        .on(Operation.UPDATE, this::writeHeader)
                        .on(Operation.DELETE, this::deleteHeader)
                        .sudo(Operation.READ, Operation.CREATE, Operation.UPDATE, Operation.DELETE)
                        .build());
    }

    private Response list(Call call) {
        ObjectNode data = JSON.objectNode();
        for (ShownDevice shown : auditing.shown(call.transaction())) {
            ObjectNode device = data.putObject(shown.name());
            device.put("description", shown.description());
            device.put("local", shown.local());
            ObjectNode options = device.putObject("options");
            shown.options().forEach(options::put);
            device.put("path", shown.name());
            device.put("type", shown.type());
        }
        return Response.of(data);
    }

    private Response enable(Call call) {
        String description = call.string("description", "");
        Map<String, String> options = call.stringMap("options");
        int length = description.length();
        for (Map.Entry<String, String> option : options.entrySet()) {
            length += option.getKey().length() + option.getValue().length();
        }
        if (length > MAX_DEVICE) {
            throw RequestFailure.invalid(
                    "description and options of an audit device have at most "
                            + MAX_DEVICE
                            + " characters");
        }
        EnabledDevice device =
                new EnabledDevice(
                        MountPaths.checked(call.path("path")),
                        call.string("type", ""),
                        description,
                        call.bool("local", false),
                        options);
        try {
            auditing.enable(call.transaction(), device, call.request().once());
            return Response.empty();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    private Response disable(Call call) {
        try {
            auditing.disable(call.transaction(), Family.withSlash(call.path("path")));
            return Response.empty();
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid(String.valueOf(e.getMessage()));
        }
    }

    private Response head(Call call) {
        ObjectNode data = JSON.objectNode();
        AuditLog log = auditing.current().log();
        for (String name : log.deviceNames()) {
            log.newestHead(name).ifPresent(head -> data.put(name, head.toJson()));
        }
        return Response.of(data);
    }

    private Response heads(Call call) {
        ObjectNode data = JSON.objectNode();
        ArrayNode heads = data.putArray("heads");
        auditing.storedHeads(call.transaction(), call.string("node", ""), call.string("device", ""))
                .forEach(head -> heads.add(JsonMapper.shared().readTree(head.toJson())));
        return Response.of(data);
    }

    private Response key(Call call) {
        return Response.of(
                JSON.objectNode()
                        .put("public_key", auditing.current().log().publicKey().pem())
                        .put("key_id", auditing.current().log().publicKey().keyId()));
    }

    private Response hash(Call call) {
        String name = Family.withSlash(call.path("path"));
        String input = call.string("input", "");
        if (input.isEmpty()) {
            throw RequestFailure.invalid("the \"input\" parameter is empty");
        }
        if (auditing.shown(call.transaction()).stream()
                .noneMatch(device -> device.name().equals(name))) {
            throw RequestFailure.invalid("unknown audit backend \"" + name + "\"");
        }
        String hash = auditing.current().hasher().hash(input).text();
        return Response.of(JSON.objectNode().put("hash", hash));
    }

    private Response listHeaders(Call call) {
        ObjectNode data = JSON.objectNode();
        ObjectNode configured = data.putObject("headers");
        headers.configured(call.transaction())
                .forEach((name, hmac) -> configured.putObject(name).put("hmac", hmac));
        return Response.of(data);
    }

    private Response readHeader(Call call) {
        String name = call.path("header");
        Boolean hmac = headers.configured(call.transaction()).get(name.toLowerCase(Locale.ROOT));
        if (hmac == null) {
            throw RequestFailure.invalid("Could not find header in config");
        }
        ObjectNode data = JSON.objectNode();
        data.putObject(name).put("hmac", hmac);
        return Response.of(data);
    }

    private Response writeHeader(Call call) {
        String name = call.path("header");
        Map<String, Boolean> configured = headers.configured(call.transaction());
        if (name.length() > MAX_HEADER_NAME || configured.size() >= HeaderSettings.MAX_HEADERS) {
            throw RequestFailure.invalid(
                    "at most "
                            + HeaderSettings.MAX_HEADERS
                            + " headers with names of at most "
                            + MAX_HEADER_NAME
                            + " characters are audited");
        }
        if (name.equalsIgnoreCase("x-vault-token") || name.equalsIgnoreCase("authorization")) {
            throw RequestFailure.invalid("the header that carries the token is never audited");
        }
        boolean hmac = call.bool("hmac", false);
        if (name.equalsIgnoreCase("X-Vault-MFA") && !hmac) {
            throw RequestFailure.invalid(
                    "the header carries passcodes: it is audited with hmac=true alone");
        }
        headers.set(call.transaction(), name, hmac);
        return Response.empty();
    }

    private Response deleteHeader(Call call) {
        headers.remove(call.transaction(), call.path("header"));
        return Response.empty();
    }
}
