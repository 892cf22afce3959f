package io.sealwright.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.openapi.ApiDocument.Section;
import io.sealwright.server.spi.FieldType;
import io.sealwright.server.spi.Response;
import io.sealwright.server.spi.Route;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ApiDocumentTest {
    private static JsonNode paths(Route... routes) {
        return document(routes).get("paths");
    }

    private static JsonNode document(Route... routes) {
        ApiDocument document = new ApiDocument();
        for (Route route : routes) {
            document.add(Section.of("/m", "m", "secrets"), route);
        }
        return document.json();
    }

    private static Route.Builder at(String pattern, Operation... operations) {
        Route.Builder route = Route.at(pattern, "Of a test.");
        for (Operation operation : operations) {
            route.on(operation, _ -> Response.empty());
        }
        return route;
    }

    private static List<String> names(JsonNode item) {
        return item.propertyNames().stream().sorted().toList();
    }

    @Test
    void aListingSharesItsPathWithAWriting() {
        Route listing = at("role/{name}/id/", Operation.LIST).build();
        Route writing = at("role/{name}/id", Operation.UPDATE).build();

        for (JsonNode paths : List.of(paths(listing, writing), paths(writing, listing))) {
            assertThat(names(paths)).containsExactly("/m/role/{name}/id");
            assertThat(names(paths.get("/m/role/{name}/id"))).contains("get", "post");
        }
    }

    @Test
    void aListingKeepsItsSlashBesideAReading() {
        Route listing = at("role/", Operation.LIST).build();
        Route reading = at("role", Operation.READ).build();

        for (JsonNode paths : List.of(paths(listing, reading), paths(reading, listing))) {
            assertThat(names(paths)).containsExactly("/m/role", "/m/role/");
            assertThat(paths.at("/~1m~1role~1/get/parameters/0/name").asString()).isEqualTo("list");
            assertThat(paths.at("/~1m~1role/get/parameters").isMissingNode()).isTrue();
        }
    }

    @Test
    void whatNeedsNoTokenIsNotMixedWithWhatDoes() {
        JsonNode paths =
                paths(
                        at("x/", Operation.LIST).build(),
                        at("x", Operation.UPDATE).unauthenticated().build());

        assertThat(names(paths)).containsExactly("/m/x", "/m/x/");
        assertThat(paths.get("/m/x/").has("x-vault-unauthenticated")).isFalse();
        assertThat(paths.get("/m/x").get("x-vault-unauthenticated").booleanValue()).isTrue();
    }

    @Test
    void readingsKnowTheParametersThatAreTheirs() {
        Route route =
                at("{path...}", Operation.READ, Operation.UPDATE, Operation.LIST)
                        .ofReading("version", FieldType.INT, "Which.")
                        .field("after", FieldType.STRING, "From where.")
                        .field("data", FieldType.MAP, "What.")
                        .build();
        JsonNode document = document(route);

        JsonNode item = document.at("/paths/~1m~1{path}");
        assertThat(item.at("/get/parameters").valueStream().map(one -> one.get("name").asString()))
                .containsExactly("list", "version", "after");
        assertThat(item.at("/parameters/0/name").asString()).isEqualTo("path");
        String body = item.at("/post/requestBody/content/application~1json/schema/$ref").asString();
        assertThat(names(document.at(body.substring(1) + "/properties")))
                .containsExactly("data", "version");
    }

    @Test
    void whatOnlyRefusesIsNotNamed() {
        assertThat(names(paths(at("{path...}", Operation.READ).refusing().build()))).isEmpty();
    }

    @Test
    void everyOperationSaysHowItFails() {
        JsonNode item = paths(at("x", Operation.UPDATE, Operation.DELETE).build()).get("/m/x");

        for (String method : List.of("post", "delete")) {
            assertThat(item.at("/" + method + "/responses/default/$ref").asString())
                    .isEqualTo("#/components/responses/Failure");
        }
    }
}
