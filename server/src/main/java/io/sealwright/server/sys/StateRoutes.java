package io.sealwright.server.sys;

import io.sealwright.policy.Operation;
import io.sealwright.server.config.Settings;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.server.spi.SysRoutes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code sys/config/state/sanitized}, {@code sys/version-history} and {@code sys/decode-token}. */
@Component
final class StateRoutes implements SysRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Settings settings;
    private final VersionHistory versions;

    StateRoutes(Settings settings, VersionHistory versions) {
        this.settings = settings;
        this.versions = versions;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.at("config/state/sanitized", "This node's configuration, without secrets.")
                        .on(Operation.READ, call -> Response.of(configuration()))
                        .build(),
                Route.at("version-history", "Which versions this cluster has run.")
                        .on(Operation.LIST, this::history)
                        .build(),
                Route.at("decode-token", "Takes the one-time pad off a generated root token.")
                        .field("encoded_token", FieldType.STRING, "As generate-root answered it.")
                        .field("otp", FieldType.STRING, "The one-time pad.")
                        .unauthenticated()
                        .on(Operation.UPDATE, StateRoutes::decode)
                        .build());
    }

    private ObjectNode configuration() {
        ObjectNode data = JSON.objectNode();
        data.put("api_addr", settings.url());
        data.put("cluster_addr", "https://" + settings.cluster().address());
        data.put("default_lease_ttl", settings.lease().defaultTtl().toSeconds());
        data.put("max_lease_ttl", settings.lease().maxTtl().toSeconds());
        data.put("default_max_request_duration", settings.limits().requestTimeout().toSeconds());
        ObjectNode listener = data.putArray("listeners").addObject();
        listener.putObject("config")
                .put("address", settings.listener().address().toString())
                .put("tls_disable", !settings.listener().tls().enabled());
        listener.put("type", "tcp");
        data.putArray("seals")
                .addObject()
                .put("disabled", false)
                .put("type", settings.seal().type());
        data.putObject("storage")
                .put("cluster_addr", "https://" + settings.cluster().address())
                .put("disable_clustering", false)
                .put("redirect_addr", settings.url())
                .put("type", "raft");
        data.put("enable_ui", false);
        data.put("raw_storage_endpoint", false);
        return data;
    }

    private Response history(Call call) {
        ObjectNode data = JSON.objectNode();
        ObjectNode info = data.putObject("key_info");
        var keys = data.putArray("keys");
        String previous = null;
        for (VersionHistory.Installed version : versions.all(call.transaction())) {
            keys.add(version.version());
            ObjectNode one = info.putObject(version.version());
            one.put("previous_version", previous);
            one.put("timestamp_installed", version.at());
            previous = version.version();
        }
        return Response.of(data);
    }

    private static Response decode(Call call) {
        String encoded = call.string("encoded_token", "");
        byte[] pad = call.string("otp", "").getBytes(StandardCharsets.UTF_8);
        if (encoded.isEmpty() || pad.length == 0) {
            throw RequestFailure.invalid("provided 'encoded_token' or 'otp' is empty");
        }
        byte[] token;
        try {
            token = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw RequestFailure.invalid("error decoding base64'd token");
        }
        if (token.length != pad.length) {
            throw RequestFailure.invalid("error xor-ing otp and token: their lengths differ");
        }
        for (int i = 0; i < token.length; i++) {
            token[i] ^= pad[i];
        }
        String decoded = new String(token, StandardCharsets.ISO_8859_1);
        Arrays.fill(token, (byte) 0);
        return Response.of(JSON.objectNode().put("token", decoded));
    }
}
