package io.sealwright.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sealwright.server.testing.Authority;
import io.sealwright.server.testing.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to real servers on loopback. */
class OutboundIT {
    private static final Authority AUTHORITY = new Authority();
    private static final Trust PINNED = new Trust(AUTHORITY.pem(), List.of());

    private final Outbound outbound = new Outbound();
    private final Site site = new Site(AUTHORITY.server());

    @AfterEach
    void close() {
        outbound.close();
        site.close();
    }

    private OutboundAnswer get(Trust trust, String url) {
        return outbound.send(
                trust, OutboundRequest.get(OutboundUrl.parse(url), 1_000), Outbound.TOTAL);
    }

    private void fails(Trust trust, String url, String reason) {
        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> get(trust, url))
                .withMessage(reason);
    }

    @Test
    void aPinnedAuthorityIsTheOnlyOne() {
        site.on("/x", "{}");

        assertThat(get(PINNED, site.url() + "/x").status()).isEqualTo(200);
        String distrusted = "the server's certificate is not trusted, or TLS failed";
        fails(new Trust(new Authority().pem(), List.of()), site.url() + "/x", distrusted);
        fails(Trust.OF_THIS_MACHINE, site.url() + "/x", distrusted);
        // What was trusted before is not asked for those who do not.
        assertThat(site.asked("/x")).isEqualTo(1);
    }

    @Test
    void theCertificateBearsTheNameOfTheUrlOrOneThatIsAllowed() {
        try (Site other =
                new Site(AUTHORITY.server(new GeneralName(GeneralName.dNSName, "idp.example")))) {
            other.on("/x", "{}");

            fails(
                    PINNED,
                    other.url() + "/x",
                    "the server's certificate is not trusted, or TLS failed");
            fails(
                    new Trust(AUTHORITY.pem(), List.of("else.example")),
                    other.url() + "/x",
                    "the server's certificate is not trusted, or TLS failed");
            assertThat(
                            get(
                                            new Trust(
                                                    AUTHORITY.pem(),
                                                    List.of("else.example", "idp.example")),
                                            other.url() + "/x")
                                    .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void noAuthorityIsNoTrust() {
        for (String pem : new String[] {"junk", "-----BEGIN CERTIFICATE-----\nAA=="}) {
            assertThatExceptionOfType(OutboundException.class)
                    .isThrownBy(() -> new Trust(pem, List.of()).check())
                    .withMessage("could not parse CA PEM value successfully");
        }
    }

    @Test
    void redirectsAreNotFollowed() {
        site.on("/x", _ -> new Site.Answer(302, "", Map.of("Location", site.url() + "/y")));
        site.on("/y", "{}");

        assertThat(get(PINNED, site.url() + "/x").status()).isEqualTo(302);
        assertThat(site.asked("/y")).isZero();
    }

    @Test
    void aLongAnswerIsCutOff() {
        site.on("/x", "\"" + "x".repeat(2_000) + "\"");

        fails(PINNED, site.url() + "/x", "the answer is longer than 1000 bytes");
    }

    @Test
    void nobodyThereIsAFailure() {
        String url = site.url();
        site.close();

        fails(PINNED, url + "/x", "no connection");
    }

    @Test
    void aServerThatDoesNotAnswerTakesItsShareAndNoMore() throws Exception {
        CountDownLatch arrived = new CountDownLatch(InFlight.EACH);
        CountDownLatch over = new CountDownLatch(1);
        site.on(
                "/slow",
                _ -> {
                    arrived.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Site.Answer.json("{}");
                });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Site other = new Site(AUTHORITY.server())) {
            List<Future<OutboundAnswer>> waiting =
                    IntStream.range(0, InFlight.EACH)
                            .mapToObj(_ -> threads.submit(() -> get(PINNED, site.url() + "/slow")))
                            .toList();
            arrived.await();

            assertThatExceptionOfType(OutboundException.class)
                    .isThrownBy(() -> get(PINNED, site.url() + "/slow"))
                    .matches(OutboundException::isBusy);
            other.on("/x", "{}");
            assertThat(get(PINNED, other.url() + "/x").status()).isEqualTo(200);
            over.countDown();
            for (Future<OutboundAnswer> answer : waiting) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
        assertThat(get(PINNED, site.url() + "/slow").status()).isEqualTo(200);
    }

    @Test
    void whoeverHasLessTimeWaitsLess() {
        CountDownLatch over = new CountDownLatch(1);
        site.on(
                "/slow",
                _ -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Site.Answer.json("{}");
                });
        OutboundRequest request =
                OutboundRequest.get(OutboundUrl.parse(site.url() + "/slow"), 1_000);

        assertThatExceptionOfType(OutboundException.class)
                .isThrownBy(() -> outbound.send(PINNED, request, Duration.ofMillis(50)))
                .withMessage("no answer in time");
        over.countDown();
    }

    @Test
    void thereAreNotSoManyClientsAsTrusts() {
        site.on("/x", "{}");
        for (int i = 0; i < 40; i++) {
            Trust trust = new Trust(AUTHORITY.pem() + "\n".repeat(i), List.of());
            assertThat(get(trust, site.url() + "/x").status()).isEqualTo(200);
        }
        assertThat(get(PINNED, site.url() + "/x").status()).isEqualTo(200);
    }
}
