package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealwright.policy.Operation;
import io.sealwright.server.outbound.Refreshed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists of revoked certificates that are had from a server on loopback. */
class CertCrlUrlIT extends CertFixture {
    private static final String FAILED = "error fetching the CRL: ";

    private final RevocationSite site = new RevocationSite();
    private final Made root = Made.authority("CN=Root");
    private final Made leaf = Made.client("CN=app").by(root).serial(4096).make();

    @BeforeEach
    void trust() {
        role("r", root);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Instant now() {
        return desk.node().now();
    }

    private void publish(Made by, Instant since, Made... revoked) {
        site.answers(by.list(since, since.plus(Duration.ofHours(2)), revoked));
    }

    private void fetch() {
        post("crls/a", json().put("url", site.url()));
    }

    /** On the clock of the server, and on that of what it has fetched. */
    private void pass(Duration duration) {
        desk.node().pass(duration);
        elapsed.addAndGet(duration.toNanos());
    }

    @Test
    void whatIsOnTheListStaysOut() {
        publish(root, now(), leaf);
        fetch();

        refused(() -> login("r", leaf), UNMET);
        assertThat(read("crls/a").toString())
                .isEqualTo(
                        "{\"cdp\":{\"url\":\""
                                + site.url()
                                + "\",\"valid_until\":\"2026-01-02T05:04:05Z\"},\"serials\":{\"4096\":{}}}");
        desk.send(Operation.DELETE, "auth/cert/crls/a", "", "root");
        assertThat(granted("r", leaf).policies()).isNotEmpty();
    }

    @Test
    void aListInPemIsOneToo() {
        site.answers(
                root.listPem(now(), now().plus(Duration.ofHours(1)), leaf)
                        .getBytes(StandardCharsets.US_ASCII));
        fetch();

        refused(() -> login("r", leaf), UNMET);
    }

    @Test
    void aNewerListIsFetchedByLogins() {
        publish(root, now());
        fetch();
        assertThat(granted("r", leaf).policies()).isNotEmpty();
        int asked = site.asked();
        publish(root, now().plusSeconds(1), leaf);

        assertThat(granted("r", leaf).policies()).isNotEmpty();
        assertThat(site.asked()).isEqualTo(asked);
        // After an hour a login waits for it.
        pass(Duration.ofMinutes(61));
        refused(() -> login("r", leaf), UNMET);
        assertThat(read("crls/a").get("serials").toString()).isEqualTo("{\"4096\":{}}");
    }

    @Test
    void theLastListCountsUntilItExpiresAndThenNobodyGetsIn() {
        Made other = Made.client("CN=b").by(root).make();
        publish(root, now(), leaf);
        fetch();
        site.fails();

        pass(Duration.ofMinutes(119));
        assertThat(granted("r", other).policies()).isNotEmpty();
        refused(() -> login("r", leaf), UNMET);
        pass(Duration.ofMinutes(2));
        refused(
                () -> login("r", other),
                "the list of revoked certificates a has expired, and there is no newer one: the list's server answered with status 503");
        publish(root, now(), leaf);
        pass(Duration.ofSeconds(60));
        assertThat(granted("r", other).policies()).isNotEmpty();
        refused(() -> login("r", leaf), UNMET);
    }

    @Test
    void noneIsTakenThatIsOlderOrOfAnotherAuthority() {
        publish(root, now(), leaf);
        fetch();
        publish(root, now().minusSeconds(60));
        refused(() -> login("r", leaf), UNMET);
        pass(Duration.ofMinutes(62));
        publish(Made.authority("CN=Root"), now());
        refused(() -> login("r", leaf), UNMET);
        assertThat(read("crls/a").get("serials").toString()).isEqualTo("{\"4096\":{}}");
    }

    @Test
    void whatIsNoListOfATrustedAuthorityIsNotWritten() {
        publish(Made.authority("CN=Else"), now(), leaf);
        refused(
                this::fetch,
                FAILED
                        + "the list comes without TLS, and no authority that a role trusts has signed it: write the role first, or use https");
        publish(Made.authority("CN=Root"), now(), leaf);
        refused(
                this::fetch,
                FAILED
                        + "the list comes without TLS, and no authority that a role trusts has signed it: write the role first, or use https");
        publish(root, now().minus(Duration.ofHours(3)));
        refused(this::fetch, FAILED + "the list has expired");
        site.answers("junk".getBytes(StandardCharsets.US_ASCII));
        refused(this::fetch, FAILED + "what was fetched is no list of revoked certificates");
        site.answers(new byte[CrlFetching.MAX_LENGTH + 1]);
        refused(
                this::fetch,
                FAILED + "the answer is longer than " + CrlFetching.MAX_LENGTH + " bytes");
        site.answers(new byte[0]).fails();
        refused(this::fetch, FAILED + "the list's server answered with status 503");
        refused(
                () -> post("crls/a", json().put("url", "file:///etc/passwd")),
                FAILED + "it is not a URL with a host, and without a user or a fragment");
        refused(() -> read("crls/a"), "no such CRL a");
    }

    @Test
    void aServerIsNotAskedByEveryLogin() {
        publish(root, now());
        fetch();
        site.fails();
        for (int i = 0; i < 20; i++) {
            assertThat(granted("r", leaf).policies()).isNotEmpty();
        }

        assertThat(site.asked()).isEqualTo(1 + Refreshed.AT_ONCE);
    }
}
