package io.sealwright.server.auth.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealwright.server.auth.cert.OcspAnswer.Status;
import io.sealwright.server.outbound.Outbound;
import io.sealwright.server.outbound.OutboundException;
import io.sealwright.server.outbound.Trust;
import io.sealwright.storage.SpaceId;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many logins about which one responder on loopback is asked. */
class OcspAnswersIT {
    private static final int TOO_MANY = 6;

    private final Outbound outbound = new Outbound();
    private final RevocationSite site = new RevocationSite();
    private final OcspAnswers answers = new OcspAnswers(new OcspClient(outbound));
    private final SpaceId mount = SpaceId.random(new SecureRandom());
    private final Made issuer = Made.authority("CN=Root");
    private final OcspQuestion question =
            new OcspQuestion(
                    Made.client("CN=app").by(issuer).make().certificate(),
                    issuer.certificate(),
                    List.of(URI.create(site.url())),
                    false,
                    List.of(),
                    Trust.OF_THIS_MACHINE);

    @AfterEach
    void close() {
        outbound.close();
        site.close();
    }

    private OcspAnswer ask(Duration wait) {
        return answers.about(question, mount, 100, Made.NOW, wait);
    }

    private void answersAfter(CountDownLatch latch) {
        site.answers(request -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Replies.good(issuer).to(request);
        });
    }

    @Test
    void oneIsAskedForAllAndNoMoreWaitThanThereIsRoomFor() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        answersAfter(over);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<OcspAnswer>(threads);
            for (int i = 0; i < OcspAnswers.MAX_WAITING + TOO_MANY; i++) {
                done.submit(() -> ask(Outbound.TOTAL));
            }

            for (int i = 0; i < TOO_MANY; i++) {
                assertThatThrownBy(() -> done.take().get())
                        .cause()
                        .isInstanceOfSatisfying(
                                OutboundException.class, e -> assertThat(e.isBusy()).isTrue());
            }
            over.countDown();
            for (int i = 0; i < OcspAnswers.MAX_WAITING; i++) {
                assertThat(done.take().get().status()).isEqualTo(Status.GOOD);
            }
        }
        assertThat(site.asked()).isEqualTo(1);
    }

    @Test
    void whoeverHasLessTimeWaitsLessAndTheAnswerIsKeptForOthers() {
        CountDownLatch over = new CountDownLatch(1);
        answersAfter(over);

        assertThat(ask(Duration.ofMillis(50)))
                .isEqualTo(OcspAnswer.none("no answer in time", Made.NOW));
        over.countDown();
        assertThat(ask(Outbound.TOTAL).status()).isEqualTo(Status.GOOD);
        assertThat(site.asked()).isEqualTo(1);
    }
}
