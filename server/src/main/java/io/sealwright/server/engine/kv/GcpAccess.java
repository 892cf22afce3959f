package io.sealwright.server.engine.kv;

import io.sealwright.server.gcp.GcpErrors;
import io.sealwright.server.gcp.GcpName;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.RawJson;
import io.sealwright.server.spi.Response;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** AccessSecretVersion. */
final class GcpAccess {
    private final Secrets secrets;

    GcpAccess(Secrets secrets) {
        this.secrets = secrets;
    }

    Response access(Call call) {
        GcpSecret found = GcpSecret.of(call);
        SecretVersion version = GcpVersionNames.find(GcpSecret.name(call), found.secret());
        GcpName name = found.name().withVersion(version.number());
        GcpState state = GcpState.of(found.secret(), version, call.now());
        if (state != GcpState.ENABLED) {
            throw GcpErrors.precondition(
                    "Secret Version [" + name + "] is in " + state.name() + " state.");
        }
        StoredVersion stored = secrets.load(call.records(), found.path(), found.secret(), version);
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("name", name.toString());
        answer.putObject("payload")
                .putPOJO("data", new RawJson(quoted(stored.payload())))
                .put("dataCrc32c", Long.toString(Integer.toUnsignedLong(stored.crc32c())));
        Arrays.fill(stored.payload(), (byte) 0);
        return Response.of(answer);
    }

    /** As base64, which never becomes a string here. */
    private static byte[] quoted(byte[] payload) {
        byte[] base64 = Base64.getEncoder().encode(payload);
        byte[] json = new byte[base64.length + 2];
        json[0] = '"';
        System.arraycopy(base64, 0, json, 1, base64.length);
        json[json.length - 1] = '"';
        Arrays.fill(base64, (byte) 0);
        return json;
    }
}
