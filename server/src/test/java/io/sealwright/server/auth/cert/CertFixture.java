package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.policy.Operation;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.spi.AuthGrant;
import io.sealwright.server.spi.Failure;
import io.sealwright.server.spi.Remote;
import io.sealwright.server.spi.Request;
import io.sealwright.server.spi.RequestFailure;
import io.sealwright.server.spi.Response;
import io.sealwright.server.token.TokenDesk;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.node.ObjectNode;

/**
 * A mount of the method, and short words for what is asked of it. Expectations are as seen at the
 * peer, except where a name says otherwise.
 */
abstract class CertFixture {
    static final String STRANGER = "invalid certificate or no client certificate supplied";
    static final String UNMET =
            "no chain matching all constraints could be found for this login certificate";

    final TokenDesk desk = new TokenDesk();

    /** The clock of what is fetched, in nanoseconds. */
    final AtomicLong elapsed = new AtomicLong();

    private final Outbound outbound = new Outbound();

    @BeforeEach
    void enable() {
        CrlFetching fetching = new CrlFetching(outbound);
        FetchedCrls lists = new FetchedCrls(fetching, elapsed::get);
        OcspCheck ocsp = new OcspCheck(new OcspAnswers(new OcspClient(outbound)));
        desk.enable(
                "auth/cert/",
                new CertEngineType(
                        new CertConfigRoutes(),
                        new CertRoleRoutes(desk.logins(), desk.node().random()),
                        new CrlRoutes(lists, fetching),
                        new CertLogin(desk.logins(), new RoleSearch(lists, ocsp))));
    }

    @AfterEach
    void close() {
        outbound.close();
        desk.close();
    }

    Response post(String path, ObjectNode body) {
        return desk.post("auth/cert/" + path, body.toString(), "root");
    }

    ObjectNode read(String path) {
        return TokenDesk.data(desk.get("auth/cert/" + path, "root"));
    }

    static ObjectNode json() {
        return TokenDesk.MAPPER.createObjectNode();
    }

    /** A role that trusts these. */
    void role(String name, Made... trusted) {
        post("certs/" + name, json().put("certificate", pems(trusted)));
    }

    static String pems(Made... some) {
        return String.join("", Stream.of(some).map(Made::pem).toList());
    }

    void revoke(String list, Made by, Made... some) {
        post("crls/" + list, json().put("crl", by.crl(some)));
    }

    /** A login with these shown at the handshake, the client's own first. */
    Response login(String name, Made... shown) {
        return desk.send(
                with(
                        desk.request(
                                Operation.UPDATE,
                                "auth/cert/login",
                                name.isEmpty() ? "{}" : json().put("name", name).toString(),
                                "",
                                Duration.ZERO),
                        shown));
    }

    AuthGrant granted(String name, Made... shown) {
        return TokenDesk.grant(login(name, shown));
    }

    AuthGrant renewed(AuthGrant grant, Made... shown) {
        return TokenDesk.grant(
                desk.send(
                        with(
                                desk.request(
                                        Operation.UPDATE,
                                        "auth/token/renew-self",
                                        "{}",
                                        grant.clientToken(),
                                        Duration.ZERO),
                                shown)));
    }

    private static Request with(Request request, Made... shown) {
        return new Request(
                request.id(),
                request.operation(),
                request.namespace(),
                request.path(),
                request.body(),
                request.token(),
                request.wrapTtl(),
                new Remote("127.0.0.1", 1, true, Stream.of(shown).map(Made::certificate).toList()),
                request.headers(),
                request.time(),
                request.deadline());
    }

    static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RequestFailure.class,
                        e ->
                                assertThat(e.failure())
                                        .isEqualTo(new Failure.InvalidRequest(List.of(message))));
    }
}
