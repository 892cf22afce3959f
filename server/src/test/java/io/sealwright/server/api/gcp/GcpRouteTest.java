package io.sealwright.server.api.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.server.gcp.GcpMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The HTTP rules of the service, as its description has them. */
class GcpRouteTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /secrets, LIST_SECRETS, ''",
        "POST, /secrets, CREATE_SECRET, ''",
        "GET, /secrets/s, GET_SECRET, /secrets/s",
        "PATCH, /secrets/s, UPDATE_SECRET, /secrets/s",
        "DELETE, /secrets/s, DELETE_SECRET, /secrets/s",
        "POST, /secrets/s:addVersion, ADD_SECRET_VERSION, /secrets/s",
        "GET, /secrets/s/versions, LIST_SECRET_VERSIONS, /secrets/s",
        "GET, /secrets/s/versions/1, GET_SECRET_VERSION, /secrets/s/versions/1",
        "GET, /secrets/s/versions/1:access, ACCESS_SECRET_VERSION, /secrets/s/versions/1",
        "POST, /secrets/s/versions/1:disable, DISABLE_SECRET_VERSION, /secrets/s/versions/1",
        "POST, /secrets/s/versions/1:enable, ENABLE_SECRET_VERSION, /secrets/s/versions/1",
        "POST, /secrets/s/versions/1:destroy, DESTROY_SECRET_VERSION, /secrets/s/versions/1",
        "POST, /secrets/s:setIamPolicy, SET_IAM_POLICY, /secrets/s",
        "GET, /secrets/s:getIamPolicy, GET_IAM_POLICY, /secrets/s",
        "POST, /secrets/s:testIamPermissions, TEST_IAM_PERMISSIONS, /secrets/s"
    })
    void eachRuleLeadsToItsMethod(String verb, String path, GcpMethod method, String resource) {
        for (String parent :
                new String[] {"projects/p", "projects/a.b:c", "projects/p/locations/l"}) {
            GcpRoute route = GcpRoute.of(verb, parent + path);
            assertThat(route).as(parent + path).isNotNull();
            assertThat(route.method()).isEqualTo(method);
            assertThat(route.resource()).isEqualTo(parent + resource);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, projects/p/locations, LIST_LOCATIONS",
        "GET, projects/p/locations/l, GET_LOCATION"
    })
    void locations(String verb, String path, GcpMethod method) {
        assertThat(GcpRoute.of(verb, path)).isNotNull().extracting("method").isEqualTo(method);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, projects/p",
        "GET, projects",
        "GET, ''",
        "GET, folders/p/secrets",
        "PUT, projects/p/secrets/s",
        "POST, projects/p/secrets/s",
        "GET, projects/p/secrets/s:addVersion",
        "POST, projects/p/secrets/s/versions/1:access",
        "GET, projects/p/secrets/s/versions/1:",
        "GET, projects/p/secrets/s/versions/1:access:access",
        "GET, projects/p/secrets/s/versions/1/x",
        "GET, projects/p/locations/l/locations",
        "LIST, projects/p/secrets"
    })
    void nothingElseLeadsAnywhere(String verb, String path) {
        assertThat(GcpRoute.of(verb, path)).isNull();
    }
}
