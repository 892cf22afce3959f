package io.sealwright.server.auth.kubernetes;

import io.sealwright.policy.Operation;
import io.sealwright.server.auth.LoginNames;
import io.sealwright.server.jose.CompactToken;
import io.sealwright.server.jose.PemKeys;
import io.sealwright.server.jose.TokenRefused;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.Field;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import io.sealwright.storage.barrier.Decoded;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}: which cluster is asked, and how. */
@Component
final class KubernetesConfigRoutes {
    private static final List<Field> FIELDS =
            List.of(
                    Field.of(
                            "kubernetes_host",
                            FieldType.STRING,
                            "The API server: a host, host:port, or URL."),
                    Field.of(
                            "kubernetes_ca_cert",
                            FieldType.STRING,
                            "PEM of the authorities that the API server's certificate may come from."),
                    Field.of(
                            "token_reviewer_jwt",
                            FieldType.STRING,
                            "Token that the API is asked with; shown to nobody. Without it, the token of this pod or of the login."),
                    Field.of(
                            "pem_keys",
                            FieldType.STRING_LIST,
                            "PEM of keys or certificates that tokens must be signed with, besides what the API says."),
                    Field.of(
                            "issuer",
                            FieldType.STRING,
                            "The issuer that tokens must name; kubernetes/serviceaccount if not given."),
                    Field.of(
                            "disable_iss_validation",
                            FieldType.BOOL,
                            "Whether tokens may name any issuer; true if not given."),
                    Field.of(
                            "disable_local_ca_jwt",
                            FieldType.BOOL,
                            "Whether the files of this pod are left alone."));

    private final PodFiles files;

    KubernetesConfigRoutes(PodFiles files) {
        this.files = files;
    }

    List<Route> routes() {
        return List.of(
                Route.at("config", "Which cluster's service accounts log in, and who is asked.")
                        .fields(FIELDS)
                        .on(Operation.READ, KubernetesConfigRoutes::read)
                        .on(Operation.UPDATE, this::write)
                        .build());
    }

    private static Response read(Call call) {
        Decoded<Config> found = Config.find(call.records());
        if (found == null) {
            throw RequestFailure.notFound();
        }
        Config config = found.value();
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("disable_iss_validation", config.anyIssuer());
        data.put("disable_local_ca_jwt", config.ignoreFiles());
        data.put("issuer", config.issuer());
        data.put("kubernetes_ca_cert", config.authorities());
        data.put("kubernetes_host", config.host());
        ArrayNode keys = data.putArray("pem_keys");
        config.publicKeys().forEach(keys::add);
        data.put("token_reviewer_jwt_set", !config.reviewerToken().isEmpty());
        return Response.of(data);
    }

    private Response write(Call call) {
        Config config =
                new Config(
                        call.string("kubernetes_host", ""),
                        call.string("kubernetes_ca_cert", ""),
                        call.string("token_reviewer_jwt", ""),
                        LoginNames.texts(call, "pem_keys"),
                        call.string("issuer", ""),
                        call.bool("disable_iss_validation", true),
                        call.bool("disable_local_ca_jwt", false));
        if (config.host().isEmpty()) {
            throw RequestFailure.invalid("no host provided");
        }
        if (config.issuer().length() > KubernetesRoleRoutes.MAX_TEXT
                || config.reviewerToken().length() > CompactToken.MAX_LENGTH) {
            throw RequestFailure.invalid("issuer or token_reviewer_jwt is too long");
        }
        requireAuthorities(config);
        requireUsable(config);
        config.put(call.records());
        return Response.empty();
    }

    private void requireAuthorities(Config config) {
        if (!config.authorities().isEmpty()) {
            return;
        }
        if (config.ignoreFiles()) {
            throw RequestFailure.invalid(
                    "kubernetes_ca_cert must be given when disable_local_ca_jwt is true");
        }
        if (files.authorities().isEmpty()) {
            throw RequestFailure.invalid(
                    "kubernetes_ca_cert must be given: this server finds no ca.crt of a pod");
        }
    }

    private static void requireUsable(Config config) {
        try {
            List<?> _ = PemKeys.parse(config.publicKeys());
        } catch (TokenRefused e) {
            throw RequestFailure.invalid(e.reason());
        }
        try {
            KubernetesApi.requireHost(config.host());
            new Trust(config.authorities(), List.of()).check();
        } catch (OutboundException e) {
            throw RequestFailure.invalid("kubernetes_host or kubernetes_ca_cert: " + e.reason());
        }
    }
}
