package io.sealwright.server.auth.gcp;

import io.sealwright.policy.Operation;
import io.sealwright.server.spi.Call;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code config}: what the mount's key files say of their project. */
@Component
final class ProjectRoutes {
    private static final String PROJECT_ID = "project_id";
    private static final String TOKEN_URI = "token_uri";
    private static final String AUDIENCES = "audiences";
    private static final int MAX_LENGTH = 512;
    private static final Pattern PROJECT = Pattern.compile("[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private final TokenUris uris;

    ProjectRoutes(TokenUris uris) {
        this.uris = uris;
    }

    Route route() {
        return Route.at("config", "What the key files of this mount say of their project.")
                .field(
                        PROJECT_ID,
                        FieldType.STRING,
                        "Part of the e-mail addresses of the accounts; keys keep the one that they"
                                + " were issued with.")
                .field(
                        TOKEN_URI,
                        FieldType.STRING,
                        "Where clients exchange what they sign for a token; this node's own address"
                                + " if empty.")
                .field(
                        AUDIENCES,
                        FieldType.STRING_LIST,
                        "Audiences of self-signed tokens besides Google's own, at most "
                                + Project.MAX_AUDIENCES
                                + ".")
                .on(Operation.READ, this::read)
                .on(Operation.UPDATE, ProjectRoutes::write)
                .build();
    }

    private Response read(Call call) {
        Project project = Project.of(call.records());
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set(AUDIENCES, AccountRoutes.strings(project.audiences()));
        data.put(PROJECT_ID, project.id());
        data.put(TOKEN_URI, uris.of(call, project));
        return Response.of(data);
    }

    private static Response write(Call call) {
        Project old = Project.of(call.records());
        String id = call.string(PROJECT_ID, old.id());
        if (!PROJECT.matcher(id).matches()) {
            throw RequestFailure.invalid(
                    "project_id has up to 63 small letters, digits and dashes, with a letter first"
                            + " and no dash last");
        }
        String tokenUri = call.string(TOKEN_URI, old.tokenUri());
        if (!tokenUri.isEmpty()) {
            requireUrl(tokenUri);
        }
        List<String> audiences = call.has(AUDIENCES) ? call.strings(AUDIENCES) : old.audiences();
        if (audiences.size() > Project.MAX_AUDIENCES
                || audiences.stream().anyMatch(one -> one.isBlank() || one.length() > MAX_LENGTH)) {
            throw RequestFailure.invalid(
                    "audiences has at most "
                            + Project.MAX_AUDIENCES
                            + " entries of at most "
                            + MAX_LENGTH
                            + " characters");
        }
        new Project(id, tokenUri, audiences).save(call.records());
        return Response.empty();
    }

    private static void requireUrl(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && text.length() <= MAX_LENGTH) {
                return;
            }
        } catch (URISyntaxException _) {
            // The same answer as for a URI of another kind.
        }
        throw RequestFailure.invalid("token_uri is not an http:// or https:// URL");
    }
}
